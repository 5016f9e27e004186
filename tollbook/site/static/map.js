// The map: borders are projected once; moving it only moves the picture. Places are circles by people killed.
"use strict";
TOLLBOOK.map = function (choose) {
  const figure = document.getElementById("map");
  const frame = figure.querySelector(".frame");
  const canvas = figure.querySelector("canvas");
  const tip = document.getElementById("map-tip");
  const context = canvas.getContext("2d");
  const projection = d3.geoNaturalEarth1().scale(160).translate([0, 0]);
  const countries = topojson.feature(TOLLBOOK.world, TOLLBOOK.world.objects.countries);
  const drawn = (shape) => new Path2D(d3.geoPath(projection).digits(2)(shape));
  const land = drawn(topojson.merge(TOLLBOOK.world, TOLLBOOK.world.objects.countries.geometries));
  const borders = drawn(topojson.mesh(TOLLBOOK.world, TOLLBOOK.world.objects.countries, (a, b) => a !== b));
  const labels = countries.features.map((f) => {
    const [[x0, y0], [x1]] = d3.geoPath(projection).bounds(f);
    const [x, y] = d3.geoPath(projection).centroid(f);
    return { name: f.properties.name, x, y, width: x1 - x0, top: y0 };
  }).filter((l) => l.width < 200).sort((a, b) => b.width - a.width);
  let view = d3.zoomIdentity, places = [], spots = [], level = null, colors = {}, unplaced = 0;

  // Custom properties may hold light-dark(); a real property has the colour as it is now.
  function readColors() {
    for (const name of ["land", "border", "toll", "ink", "quiet", "paper"]) {
      canvas.style.color = `var(--${name})`;
      colors[name] = getComputedStyle(canvas).color;
    }
    canvas.style.color = "";
  }

  function update(incidents) {
    const found = new Map();
    unplaced = 0;
    for (const i of incidents) {
      if (i.lat === null || i.lon === null) { unplaced += 1; continue; }
      const key = `${i.lat},${i.lon}`;
      let place = found.get(key);
      if (!place) {
        const [x, y] = projection([i.lon, i.lat]);
        found.set(key, place = { keys: [key], x, y, names: new Map(), killed: 0, incidents: 0, one: i });
      }
      place.killed += i.killed.best ?? 0;
      place.incidents += 1;
      place.names.set(i.placeName, (place.names.get(i.placeName) || 0) + 1);
    }
    places = [...found.values()].sort((a, b) => b.killed - a.killed);
    for (const p of places) p.name = d3.greatest(p.names, ([, n]) => n)[0];
    const total = places.length;
    canvas.setAttribute("aria-label", `Map of ${total} ${total === 1 ? "place" : "places"}` + (total ? `; the most people were reported killed in ${places.slice(0, 3).map((p) => `${p.name} (${p.killed})`).join(", ")}` : "") + ". The table below has every incident.");
    figure.querySelector("figcaption").textContent = "The area of a circle grows with the people reported killed there; an open one is a place where none was. Places close to each other are one circle until you zoom in. Choose one to see its incidents in the table." + (unplaced ? ` ${unplaced.toLocaleString("en")} ${unplaced === 1 ? "incident has" : "incidents have"} no place on the map.` : "");
    level = null;
    fit(places);
  }

  // Places that would lie on each other are drawn as one; which ones changes with every doubling of the scale.
  function gather() {
    const now = Math.round(Math.log2(view.k));
    if (now === level) return;
    level = now;
    const cell = 22 / 2 ** level, cells = new Map();
    for (const p of places) {
      const key = `${Math.floor(p.x / cell)},${Math.floor(p.y / cell)}`;
      const own = cells.get(key);
      if (own) own.push(p); else cells.set(key, [p]);
    }
    spots = [...cells.values()].map((own) => (own.length === 1 ? own[0] : {
      keys: own.flatMap((p) => p.keys), one: own[0].one,
      x: d3.sum(own, (p) => p.x * (p.killed + 1)) / d3.sum(own, (p) => p.killed + 1),
      y: d3.sum(own, (p) => p.y * (p.killed + 1)) / d3.sum(own, (p) => p.killed + 1),
      killed: d3.sum(own, (p) => p.killed), incidents: d3.sum(own, (p) => p.incidents),
      name: `${own[0].name} and ${own.length - 1} more`,
    })).sort((a, b) => b.killed - a.killed);
  }

  const radius = (p) => (p.killed ? 3 + 17 * Math.sqrt(p.killed / spots[0].killed) : 4);

  function draw() {
    const ratio = devicePixelRatio || 1, width = canvas.clientWidth, height = canvas.clientHeight;
    if (canvas.width !== Math.round(width * ratio)) canvas.width = Math.round(width * ratio);
    if (canvas.height !== Math.round(height * ratio)) canvas.height = Math.round(height * ratio);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    context.save();
    context.translate(view.x, view.y);
    context.scale(view.k, view.k);
    context.fillStyle = colors.land;
    context.fill(land, "evenodd");
    context.strokeStyle = colors.border;
    context.lineWidth = 0.8 / view.k;
    context.stroke(borders);
    context.restore();
    gather();
    const inside = spots.map((p) => ({ p, x: view.applyX(p.x), y: view.applyY(p.y), r: radius(p) }))
      .filter((c) => c.x > -40 && c.y > -40 && c.x < width + 40 && c.y < height + 40);
    for (const c of inside) {
      context.beginPath();
      context.arc(c.x, c.y, c.r, 0, 2 * Math.PI);
      context.fillStyle = c.p.killed ? colors.toll : "transparent";
      context.globalAlpha = 0.7;
      context.fill();
      context.globalAlpha = 1;
      context.lineWidth = 1;
      context.strokeStyle = c.p.killed ? colors.paper : colors.ink;
      context.stroke();
    }
    write(inside, width, height);
  }

  // Names of places, those with the most killed first, then of countries, where they hide nothing.
  function write(circles, width, height) {
    const taken = [];
    const room = (box) => box[0] > 2 && box[1] > 2 && box[2] < width - 2 && box[3] < height - 2 && !taken.some((t) => box[0] < t[2] && box[2] > t[0] && box[1] < t[3] && box[3] > t[1]);
    const put = (text, x, y, align) => {
      const wide = context.measureText(text).width, left = align === "center" ? x - wide / 2 : x;
      const box = [left - 3, y - 9, left + wide + 3, y + 9];
      if (!room(box)) return;
      taken.push(box);
      context.lineWidth = 3;
      context.strokeStyle = colors.land;
      context.strokeText(text, left, y);
      context.fillText(text, left, y);
    };
    const sans = getComputedStyle(document.documentElement).fontFamily;
    context.textBaseline = "middle";
    context.lineJoin = "round";
    context.font = `600 12px ${sans}`;
    context.fillStyle = colors.ink;
    for (const c of circles.slice(0, 14)) put(c.p.name, c.x + c.r + 4, c.y, "left");
    for (const c of circles) taken.push([c.x - c.r, c.y - c.r, c.x + c.r, c.y + c.r]);
    context.font = `italic 12px ${sans}`;
    context.fillStyle = colors.quiet;
    for (const l of labels) if (l.width * view.k > 9 * l.name.length) put(l.name, view.applyX(l.x), view.applyY(l.y), "center");
  }

  const zoom = d3.zoom().scaleExtent([0.8, 260])
    .filter((event) => (event.type === "wheel" ? event.ctrlKey || event.metaKey : event.type.startsWith("touch") ? event.touches.length > 1 : !event.button))
    .on("zoom", (event) => { view = event.transform; draw(); });
  const selection = d3.select(canvas).call(zoom).on("dblclick.zoom", null);

  function fit(points) {
    const width = canvas.clientWidth, height = canvas.clientHeight;
    if (!points.length) return world();
    const [x0, x1] = d3.extent(points, (p) => p.x), [y0, y1] = d3.extent(points, (p) => p.y);
    const k = 0.8 * Math.min(width / Math.max(28, x1 - x0), height / Math.max(16, y1 - y0)); // never closer than a country
    selection.call(zoom.transform, d3.zoomIdentity.translate(width / 2, height / 2).scale(k).translate(-(x0 + x1) / 2, -(y0 + y1) / 2));
  }
  function world() {
    const k = Math.min(canvas.clientWidth / 880, canvas.clientHeight / 450);
    selection.call(zoom.transform, d3.zoomIdentity.translate(canvas.clientWidth / 2, canvas.clientHeight / 2).scale(Math.max(0.8 * k, k)));
  }
  const actions = {
    in: () => selection.call(zoom.scaleBy, 1.6),
    out: () => selection.call(zoom.scaleBy, 1 / 1.6),
    fit: () => fit(places),
    world,
  };
  for (const button of figure.querySelectorAll("[data-map]")) button.addEventListener("click", actions[button.dataset.map]);
  frame.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[event.key];
    if (step) selection.call(zoom.translateBy, step[0] / view.k, step[1] / view.k);
    else if (event.key === "+" || event.key === "=") actions.in();
    else if (event.key === "-") actions.out();
    else return;
    event.preventDefault();
  });

  function under(event) {
    const [x, y] = d3.pointer(event, canvas);
    let best = null;
    for (const p of spots) {
      const away = Math.hypot(view.applyX(p.x) - x, view.applyY(p.y) - y) - Math.max(6, radius(p));
      if (away < 4 && (!best || radius(p) <= radius(best))) best = p; // the smallest of those that lie over each other
    }
    return best;
  }
  canvas.addEventListener("pointermove", (event) => {
    const place = event.buttons ? null : under(event);
    canvas.classList.toggle("hit", Boolean(place));
    tip.hidden = !place;
    if (!place) return;
    const name = document.createElement("b");
    name.textContent = place.name;
    tip.replaceChildren(name, `${place.killed.toLocaleString("en")} killed in ${place.incidents.toLocaleString("en")} ${place.incidents === 1 ? "incident" : "incidents"}`);
    const x = view.applyX(place.x), y = view.applyY(place.y);
    tip.style.left = `${Math.max(4, Math.min(x + 14, frame.clientWidth - tip.offsetWidth - 4))}px`;
    tip.style.top = `${Math.max(4, Math.min(y + 14, frame.clientHeight - tip.offsetHeight - 4))}px`;
  });
  canvas.addEventListener("pointerleave", () => { tip.hidden = true; });
  canvas.addEventListener("click", (event) => { const place = under(event); if (place) choose(place); });

  readColors();
  document.addEventListener("tollbook-theme", () => { readColors(); draw(); });
  new ResizeObserver(() => draw()).observe(canvas);
  return { update };
};
