// The growth of a toll as a chart, drawn from the table below it: best as a line, low to high as a band.
"use strict";
(function () {
  const shown = ["killed-victims", "wounded-victims"];
  const number = (text) => (text === "?" ? null : Number(text));
  const day = d3.utcParse("%Y-%m-%d");
  const series = [...document.querySelectorAll("#history tbody")]
    .filter((body) => shown.includes(body.dataset.series))
    .map((body) => ({
      key: body.dataset.series,
      name: body.querySelector("th").textContent,
      until: day(body.dataset.until || ""),
      points: [...body.querySelectorAll("tr")].map((row) => {
        const [low, best, high] = [...row.querySelectorAll("td.n")].map((cell) => number(cell.textContent));
        return { day: day(row.dataset.day), low: low ?? best, best, high: high ?? best };
      }).filter((p) => p.day && p.best !== null),
    }))
    .filter((s) => s.points.length);
  const days = series.flatMap((s) => s.points.map((p) => +p.day));
  const last = Math.max(...days, ...series.map((s) => +(s.until || 0)));
  if (!days.length || last === Math.min(...days)) return; // a single day is no growth: the table says it all
  const span = (last - Math.min(...days)) / 864e5;
  const figure = document.getElementById("growth");
  figure.hidden = false;

  function draw() {
    const width = Math.max(300, figure.clientWidth), height = Math.min(320, 130 + width / 4);
    const margin = { top: 16, right: 92, bottom: 28, left: 36 };
    const known = [...new Set([...days, last])].sort(d3.ascending);
    // Weeks fit a scale of time; where years lie between reports, each day of reporting gets the same room.
    const even = span > 60;
    const x = even
      ? d3.scalePoint(known, [margin.left, width - margin.right]).padding(0.05)
      : d3.scaleUtc([Math.min(...days), last], [margin.left, width - margin.right]);
    const y = d3.scaleLinear([0, d3.max(series, (s) => d3.max(s.points, (p) => p.high))], [height - margin.bottom, margin.top]).nice();
    const label = d3.utcFormat(even ? "%-d %b %Y" : "%-d %b");
    const svg = d3.create("svg").attr("viewBox", [0, 0, width, height]).attr("role", "img")
      .attr("aria-label", series.map((s) => `${s.name}: from ${s.points[0].best} to ${s.points.at(-1).best}`).join("; ") + ". The table below has every step.");
    const ticks = Math.max(2, Math.floor(width / 150));
    const axis = d3.axisBottom(x).tickFormat(label).tickSizeOuter(0);
    if (even) axis.tickValues(known.filter((_, i) => i % Math.ceil(known.length / ticks) === 0));
    else axis.tickValues(d3.utcDay.range(d3.utcDay.floor(new Date(Math.min(...days))), new Date(last + 1), Math.max(1, Math.ceil(span / ticks))));
    svg.append("g").attr("class", "grid").attr("transform", `translate(${margin.left},0)`).call(d3.axisLeft(y).ticks(4, "d").tickSize(margin.left + margin.right - width));
    svg.append("g").attr("transform", `translate(0,${height - margin.bottom})`).call(axis);

    const labels = [];
    for (const s of series) {
      const points = [...s.points];
      if (!even) points.push({ ...points.at(-1), day: new Date(last) });
      else if (+points.at(-1).day < known.at(-1)) points.push({ ...points.at(-1), day: new Date(known.at(-1)) });
      const at = (p) => x(even ? +p.day : p.day);
      const g = svg.append("g").attr("class", s.key.split("-")[0]);
      g.append("path").attr("class", "band").attr("d", d3.area(at, (p) => y(p.low), (p) => y(p.high)).curve(d3.curveStepAfter)(points));
      g.append("path").attr("class", "line").attr("d", d3.line(at, (p) => y(p.best)).curve(d3.curveStepAfter)(points));
      g.selectAll("circle").data(s.points).join("circle").attr("class", "dot").attr("r", 3.5).attr("cx", at).attr("cy", (p) => y(p.best))
        .append("title").text((p) => `${label(p.day)}: ${p.best} ${s.name} (${p.low}–${p.high})`);
      labels.push({ y: y(points.at(-1).best), text: `${points.at(-1).best} ${s.name}` });
    }
    labels.sort((a, b) => a.y - b.y).forEach((l, i, all) => { if (i) l.y = Math.max(l.y, all[i - 1].y + 15); });
    svg.append("g").selectAll("text").data(labels).join("text").attr("class", "label").attr("x", width - margin.right + 8).attr("y", (l) => l.y).attr("dy", "0.32em").text((l) => l.text);
    figure.querySelector(".plot").replaceChildren(svg.node());
  }
  draw();
  addEventListener("resize", draw);
})();
