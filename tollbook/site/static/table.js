// The table of incidents: sorted by the heads of its columns, fifty rows at a time.
"use strict";
TOLLBOOK.table = function () {
  const table = document.getElementById("incidents");
  const body = table.querySelector("tbody");
  const pager = document.getElementById("pager");
  const size = 50;
  const collator = new Intl.Collator("en");
  const text = (get) => (a, b) => (get(a) === "") - (get(b) === "") || collator.compare(get(a), get(b));
  const number = (get) => (a, b) => (get(a) ?? -1) - (get(b) ?? -1);
  const orders = {
    day: number((i) => i.from),
    place: text((i) => i.placeName),
    attack: text((i) => i.attack),
    actor: text((i) => i.actor),
    killed: number((i) => i.killed.best),
    wounded: number((i) => i.wounded.best),
    other: number((i) => d3.sum(i.others, (c) => c.best)),
    sources: number((i) => i.sources),
  };
  let incidents = [], at = 0, column = "day", down = true;

  function element(name, words, type) {
    const made = document.createElement(name);
    if (words !== undefined && words !== "") made.textContent = words;
    if (type) made.className = type;
    return made;
  }
  function cell(label, type, ...parts) {
    const made = element("td", "", type);
    made.dataset.label = label;
    made.append(...parts.filter((p) => p !== ""));
    if (!made.hasChildNodes()) made.classList.add("none");
    return made;
  }
  function count(c) {
    if (c.best === null && c.low === null && c.high === null) return [""];
    const best = element("span", c.best === null ? "?" : c.best.toLocaleString("en"), "toll");
    return c.low === c.best && c.high === c.best ? [best] : [best, " ", element("span", `${c.low ?? "?"}–${c.high ?? "?"}`, "differ")];
  }
  function row(i) {
    const made = document.createElement("tr");
    const link = element("a", i.dayWords);
    link.href = i.page;
    const where = [i.placeName || "place unknown", i.placeMore].filter(Boolean);
    made.append(
      cell("Day", "all", link),
      cell("Place", "all lead", where[0], where[1] ? element("span", where[1], "sub") : ""),
      cell("Attack", "all", i.attack),
      cell("By whom", "all", i.actor),
      cell("Killed", "n", ...count(i.killed)),
      cell("Wounded", "n", ...count(i.wounded)),
      cell("Others", "", i.others.map((c) => `${c.best ?? "?"} ${c.best === 1 ? c.what.replace("attackers", "attacker") : c.what}`).join(", ")),
      cell("Sources", "n", `${i.sources}`, " ", i.dispute ? element("span", "disagree", "differ") : ""),
    );
    return made;
  }
  function show() {
    const pages = Math.max(1, Math.ceil(incidents.length / size));
    at = Math.min(Math.max(at, 0), pages - 1);
    const part = incidents.slice(at * size, (at + 1) * size);
    body.replaceChildren(...part.map(row));
    pager.hidden = pages === 1;
    pager.querySelector("span").textContent = `${(at * size + 1).toLocaleString("en")} to ${(at * size + part.length).toLocaleString("en")} of ${incidents.length.toLocaleString("en")}`;
    const [back, on] = pager.querySelectorAll("button");
    back.disabled = at === 0;
    on.disabled = at === pages - 1;
  }
  function sort() {
    const order = orders[column];
    incidents.sort((a, b) => (down ? order(b, a) : order(a, b)) || a.place - b.place);
    for (const head of table.querySelectorAll("thead th")) {
      const own = head.querySelector("button").dataset.sort === column;
      if (own) head.setAttribute("aria-sort", down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    }
  }
  table.querySelector("thead").addEventListener("click", (event) => {
    const wanted = event.target.dataset.sort;
    if (!wanted) return;
    down = wanted === column ? !down : !["place", "attack", "actor"].includes(wanted);
    column = wanted;
    at = 0;
    sort();
    show();
  });
  pager.addEventListener("click", (event) => {
    if (!event.target.dataset.page) return;
    at += Number(event.target.dataset.page);
    show();
    table.scrollIntoView({ block: "start" });
  });
  return {
    update(found) {
      incidents = [...found];
      at = 0;
      sort();
      show();
    },
  };
};
