// The overview: reads the rows, filters them, and tells chart, map and table what is left.
"use strict";
(function () {
  const { rows, names } = TOLLBOOK;
  const outcomes = ["killed", "wounded", "missing", "abducted", "captured"];
  const none = { low: null, best: null, high: null };
  const name = (at) => (at < 0 ? "" : names[at]);
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const long = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  const month = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" });
  const date = (days) => new Date(days * 864e5);

  function dayWords(from, to) {
    if (from === null || to === null) return "day unknown";
    if (from === to) return long.format(date(from));
    if (month.format(date(from)) === month.format(date(to)) && to - from > 26) return month.format(date(from));
    return `${long.format(date(from))} – ${long.format(date(to))}`;
  }

  // The columns of a row: see overview.py.
  function read(row, place) {
    const [id, from, to, where, region, country, lat, lon, actor, attack, weapon, articles, sources, dispute, flat, words] = row;
    const counts = new Map();
    for (let n = 0; n < flat.length; n += 4) counts.set(flat[n], { low: flat[n + 1], best: flat[n + 2], high: flat[n + 3] });
    const more = [name(region), name(country)].filter((n) => n && n !== name(where));
    return {
      id, place, from, to, lat, lon, articles, sources, counts,
      page: `incidents/${id.slice(4, 6) || "00"}/${id}.html`,
      dayWords: dayWords(from, to),
      region: name(region), country: name(country), actor: name(actor), attack: name(attack),
      placeName: name(where) || name(region) || name(country),
      placeMore: (where < 0 ? more.slice(1) : more).join(", "),
      dispute: Boolean(dispute),
      killed: counts.get(0) || none, wounded: counts.get(2) || none,
      others: [...counts].filter(([code, c]) => code !== 0 && code !== 2 && c.best !== 0).map(([code, c]) => ({ ...c, what: code % 2 ? `attackers ${outcomes[code >> 1]}` : outcomes[code >> 1] })),
      text: plain([name(where), name(region), name(country), name(actor), name(attack), name(weapon), words].join(" ")),
    };
  }
  const incidents = rows.map(read);
  rows.length = 0;

  const form = document.getElementById("filters");
  const field = form.elements;
  const chip = document.getElementById("f-place");
  let spot = null; // a place chosen on the map

  function options(select, values, known = (value) => value) {
    const chosen = select.value;
    while (select.options.length > 1) select.remove(1);
    for (const [value, n] of values) select.add(new Option(`${known(value)} (${n.toLocaleString("en")})`, value));
    select.value = [...select.options].some((o) => o.value === chosen) ? chosen : "";
  }
  const counted = (list, of) => [...d3.rollup(list.filter((i) => of(i) !== ""), (v) => v.length, of)].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  function regions() {
    const own = field.country.value ? incidents.filter((i) => i.country === field.country.value) : [];
    options(field.region, counted(own, (i) => i.region));
    field.region.disabled = !own.length;
  }
  options(field.country, counted(incidents, (i) => i.country));
  options(field.actor, counted(incidents, (i) => i.actor));
  const codes = d3.rollup(incidents.flatMap((i) => [...i.counts].filter(([, c]) => c.best !== 0).map(([code]) => code)), (v) => v.length, (code) => code);
  options(field.outcome, [...codes].sort((a, b) => a[0] - b[0]), (code) => (code % 2 ? `attackers ${outcomes[code >> 1]}` : outcomes[code >> 1]));
  regions();

  const day = (value) => (value ? Date.parse(`${value}T00:00:00Z`) / 864e5 : null);
  function matching() {
    const words = plain(field.text.value).split(/\s+/).filter(Boolean);
    const { value: country } = field.country, { value: region } = field.region, { value: actor } = field.actor;
    const outcome = field.outcome.value === "" ? null : Number(field.outcome.value);
    const first = day(field.from.value), last = day(field.to.value);
    return incidents.filter((i) =>
      (!country || i.country === country) && (!region || i.region === region) && (!actor || i.actor === actor) &&
      (outcome === null || (i.counts.has(outcome) && i.counts.get(outcome).best !== 0)) &&
      (first === null || (i.to !== null && i.to >= first)) && (last === null || (i.from !== null && i.from <= last)) &&
      (!field.dispute.checked || i.dispute) &&
      (!spot || spot.keys.includes(`${i.lat},${i.lon}`)) &&
      words.every((word) => i.text.includes(word)));
  }

  const sum = (list, get) => d3.sum(list, get).toLocaleString("en");
  function total(list, key) {
    const best = sum(list, (i) => i[key].best), low = sum(list, (i) => i[key].low), high = sum(list, (i) => i[key].high ?? i[key].best);
    return `${best} ${key}` + (low === best && high === best ? "" : ` (${low}–${high})`);
  }
  function tell(found) {
    const n = found.length === incidents.length ? `${found.length.toLocaleString("en")}` : `${found.length.toLocaleString("en")} of ${incidents.length.toLocaleString("en")}`;
    const dispute = found.filter((i) => i.dispute).length;
    document.getElementById("status").textContent = found.length
      ? `${n} ${incidents.length === 1 ? "incident" : "incidents"}: ${total(found, "killed")}, ${total(found, "wounded")}, as reported; sources disagree on ${dispute.toLocaleString("en")}.`
      : "No incident is like that. Take away a filter, or clear them all.";
  }

  // Filters stand in the address, so that a view can be kept, sent, and gone back to.
  const kept = ["text", "country", "region", "actor", "outcome", "from", "to"];
  function remember() {
    const query = new URLSearchParams(kept.filter((k) => field[k].value).map((k) => [k, field[k].value]));
    if (field.dispute.checked) query.set("dispute", "1");
    history.replaceState(null, "", query.size ? `#${query}` : location.pathname + location.search);
  }
  function recall() {
    const query = new URLSearchParams(location.hash.slice(1));
    for (const k of kept) {
      field[k].value = query.get(k) || "";
      if (k === "country") regions();
    }
    field.dispute.checked = query.has("dispute");
  }

  document.getElementById("live").hidden = false;
  const timeline = TOLLBOOK.timeline(), table = TOLLBOOK.table(), map = TOLLBOOK.map(choose);
  function update() {
    const found = matching();
    chip.hidden = !spot;
    chip.textContent = spot ? `on the map: ${spot.name}` : "";
    tell(found);
    table.update(found);
    timeline.update(found);
    if (!spot) map.update(found);
  }
  function choose(place) {
    if (place.incidents === 1) { location.href = place.one.page; return; }
    spot = place;
    update();
    document.getElementById("h-incidents").scrollIntoView({ block: "start" });
  }
  let waiting = 0;
  form.addEventListener("input", (event) => {
    if (event.target === field.country) regions();
    if (event.target !== field.text) spot = null;
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(() => { update(); remember(); });
  });
  form.addEventListener("reset", () => {
    spot = null;
    setTimeout(() => { regions(); update(); remember(); });
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", () => { recall(); update(); });
  recall();
  update();
})();
