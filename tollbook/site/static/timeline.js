// The toll over time: people reported killed by day, month or year, whichever fits the time that is shown.
"use strict";
TOLLBOOK.timeline = function () {
  const figure = document.getElementById("timeline");
  const rows = document.getElementById("timeline-rows");
  const date = (days) => new Date(days * 864e5);
  const units = [
    { name: "day", most: 92, floor: d3.utcDay, label: d3.utcFormat("%-d %B %Y") },
    { name: "month", most: 366 * 10, floor: d3.utcMonth, label: d3.utcFormat("%B %Y") },
    { name: "year", most: Infinity, floor: d3.utcYear, label: d3.utcFormat("%Y") },
  ];
  let bins = [], unit = units[1], left = 0;

  function update(incidents) {
    const dated = incidents.filter((i) => i.from !== null && i.to !== null);
    const first = d3.min(dated, (i) => i.from), last = d3.max(dated, (i) => i.to);
    unit = units.find((u) => (last ?? 0) - (first ?? 0) <= u.most);
    const found = new Map();
    left = incidents.length - dated.length;
    for (const i of dated) {
      const from = unit.floor.floor(date(i.from));
      if (+from !== +unit.floor.floor(date(i.to))) { left += 1; continue; } // told too vaguely for one bar
      const bin = found.get(+from) || { at: from, incidents: 0, low: 0, best: 0, high: 0 };
      bin.incidents += 1;
      bin.low += i.killed.low ?? 0;
      bin.best += i.killed.best ?? 0;
      bin.high += i.killed.high ?? i.killed.best ?? 0;
      found.set(+from, bin);
    }
    bins = [...found.values()].sort((a, b) => a.at - b.at);
    draw();
    rows.replaceChildren(...bins.map((bin) => {
      const row = document.createElement("tr");
      const head = document.createElement("th");
      head.scope = "row";
      head.textContent = unit.label(bin.at);
      row.append(head, ...[bin.incidents, bin.best, `${bin.low}–${bin.high}`].map((value) => {
        const cell = document.createElement("td");
        cell.textContent = value.toLocaleString("en");
        return cell;
      }));
      return row;
    }));
  }

  function draw() {
    const width = Math.max(300, figure.clientWidth), height = width < 600 ? 180 : 220;
    const margin = { top: 14, right: 14, bottom: 26, left: 40 };
    const svg = d3.create("svg").attr("viewBox", [0, 0, width, height]).attr("role", "img");
    const caption = figure.querySelector("figcaption");
    if (!bins.length) {
      svg.remove();
      figure.querySelector(".plot").replaceChildren();
      caption.textContent = left ? "None of these incidents is dated well enough to stand here." : "";
      return;
    }
    const start = bins[0].at, end = unit.floor.offset(bins.at(-1).at, 1);
    const x = d3.scaleUtc([start, end], [margin.left, width - margin.right]);
    const y = d3.scaleLinear([0, d3.max(bins, (b) => b.high) || 1], [height - margin.bottom, margin.top]).nice(4);
    const wide = (b) => Math.max(1.5, Math.min(46, x(unit.floor.offset(b.at, 1)) - x(b.at) - 1));
    const middle = (b) => x(b.at) + (x(unit.floor.offset(b.at, 1)) - x(b.at)) / 2;
    svg.attr("aria-label", `People reported killed by ${unit.name}, from ${unit.label(start)} to ${unit.label(bins.at(-1).at)}; the most, ${d3.max(bins, (b) => b.best)}, in ${unit.label(bins[d3.maxIndex(bins, (b) => b.best)].at)}. The table below has every ${unit.name}.`);
    svg.append("g").attr("class", "grid").attr("transform", `translate(${margin.left},0)`).call(d3.axisLeft(y).ticks(4, ",d").tickSize(margin.left + margin.right - width));
    svg.append("g").attr("transform", `translate(0,${height - margin.bottom})`).call(d3.axisBottom(x).ticks(Math.max(2, Math.floor(width / 150))).tickSizeOuter(0));
    const bar = svg.append("g").selectAll("g").data(bins).join("g");
    bar.append("rect").attr("class", "bar").attr("x", (b) => middle(b) - wide(b) / 2).attr("width", wide).attr("y", (b) => y(b.best)).attr("height", (b) => y(0) - y(b.best));
    bar.filter((b) => b.low !== b.high).append("line").attr("class", "low-high").attr("x1", middle).attr("x2", middle).attr("y1", (b) => y(b.low)).attr("y2", (b) => y(b.high));
    bar.append("title").text((b) => `${unit.label(b.at)}: ${b.best} killed (${b.low}–${b.high}), ${b.incidents} ${b.incidents === 1 ? "incident" : "incidents"}`);
    figure.querySelector(".plot").replaceChildren(svg.node());
    const rest = left ? ` ${left.toLocaleString("en")} ${left === 1 ? "incident is" : "incidents are"} dated too vaguely to stand here.` : "";
    caption.textContent = `People reported killed, attackers not among them, by ${unit.name}: bars are best counts, lines go from low to high.${rest}`;
  }
  addEventListener("resize", draw);
  return { update };
};
