// An article: explanations on hover and focus, kinds of marks on and off, and the claim that a figure led to.
"use strict";
(function () {
  const text = document.getElementById("text");
  const tip = document.getElementById("tip");
  let shown = null;

  function show(mark) {
    const ids = mark.getAttribute("aria-describedby").split(" ");
    tip.replaceChildren(...ids.map((id) => {
      const note = document.getElementById(id).cloneNode(true);
      note.removeAttribute("id");
      return note;
    }));
    tip.hidden = false;
    shown = mark;
    const box = mark.getClientRects()[0];
    const width = document.documentElement.clientWidth;
    const left = Math.max(8, Math.min(box.left, width - tip.offsetWidth - 8));
    const below = box.bottom + tip.offsetHeight + 12 < innerHeight || box.top < tip.offsetHeight + 12;
    tip.style.left = `${left + scrollX}px`;
    tip.style.top = `${(below ? box.bottom + 6 : box.top - tip.offsetHeight - 6) + scrollY}px`;
  }
  function hide() {
    tip.hidden = true;
    shown = null;
  }
  const markOf = (event) => event.target.closest && event.target.closest("mark[aria-describedby]");

  // The pointer may go from the mark to the explanation, to read or copy it.
  let leaving = 0;
  document.addEventListener("mouseover", (event) => {
    const mark = markOf(event);
    if (mark || tip.contains(event.target)) clearTimeout(leaving);
    if (mark) show(mark);
    else if (!tip.contains(event.target) && shown && shown !== document.activeElement) {
      clearTimeout(leaving);
      leaving = setTimeout(hide, 250);
    }
  });
  text.addEventListener("focusin", (event) => { const mark = markOf(event); if (mark) show(mark); });
  text.addEventListener("focusout", hide);
  text.addEventListener("click", (event) => { const mark = markOf(event); if (mark) show(mark); });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });

  document.getElementById("legend").addEventListener("change", (event) => {
    text.classList.toggle(`no-${event.target.value}`, !event.target.checked);
  });

  function light() {
    for (const mark of text.querySelectorAll("mark.lit")) mark.classList.remove("lit");
    const id = decodeURIComponent(location.hash.slice(1));
    const marks = [...text.querySelectorAll("mark[data-claims]")].filter((m) => m.dataset.claims.split(" ").includes(id));
    if (!marks.length) return;
    for (const mark of marks) mark.classList.add("lit");
    marks[0].tabIndex = 0;
    marks[0].focus({ preventScroll: true });
    marks[0].scrollIntoView({ block: "center" });
    show(marks[0]);
  }
  addEventListener("hashchange", light);
  addEventListener("load", light);
})();
