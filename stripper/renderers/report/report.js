"use strict";
// What the report does beyond being read: moves, filters, search, and corrections gathered as a rule file.
document.documentElement.classList.add("script");
document.addEventListener("DOMContentLoaded", () => {
  const $ = (id) => document.getElementById(id);
  const main = $("dumps");
  const isCut = (line) => line.matches(".drop, .trim") && !line.classList.contains("muted");
  const cuts = () => [...main.querySelectorAll(".lines li.drop:not(.muted), .lines li.trim:not(.muted)")];

  // ---- Lines: numbers, neighbours, paragraphs -------------------------------------------------------------------
  const number = (line) => line.parentNode.start + [...line.parentNode.children].indexOf(line);
  const dump = (line) => line.closest(".dump").dataset.name;
  function beside(line, step) {
    const near = step > 0 ? line.nextElementSibling : line.previousElementSibling;
    if (near) return near;
    const chunk = line.closest(".chunk");
    const other = step > 0 ? chunk.nextElementSibling : chunk.previousElementSibling;
    const lines = other ? other.firstElementChild.children : [];
    return lines[step > 0 ? 0 : lines.length - 1] || null;
  }
  function paragraph(line) { // chunks end between paragraphs
    while (line.classList.contains("more")) line = line.previousElementSibling;
    const lines = [line];
    while (line.nextElementSibling && line.nextElementSibling.classList.contains("more")) {
      line = line.nextElementSibling;
      lines.push(line);
    }
    return lines;
  }
  const text = (line) => [...line.childNodes].filter((n) => n.nodeName !== "SMALL").map((n) => n.textContent).join("");
  function seen(lines) { // what rules see of a paragraph
    const told = lines[0].dataset.seen;
    if (told !== undefined) return told;
    const whole = lines.map(text).join(" ");
    return lines.length > 1 ? whole.trim().split(/\s+/).join(" ") : whole.trim();
  }

  // ---- The current line -----------------------------------------------------------------------------------------
  let here = null;
  const rule = (line) => (line.querySelector("small") || {}).textContent || "";
  function tell(line, more = "") {
    const flipped = line.classList.contains("flipped");
    const gone = line.classList.contains("drop") !== flipped;
    const state = flipped ? (gone ? "dropped by you" : "kept by you")
      : gone ? `dropped by ${rule(line)}` : line.classList.contains("trim") ? `trimmed by ${rule(line)}` : "kept";
    $("now").textContent = `Line ${number(line)}: ${state}. ${more || (flipped ? "" : line.title)}`;
    $("flip").disabled = false;
    $("flip").textContent = flipped ? "Take back" : gone ? "Keep line" : "Drop line";
  }
  function go(line, focus = true) {
    if (!line) return;
    if (here) here.removeAttribute("tabindex");
    here = line;
    line.tabIndex = -1;
    if (focus) {
      line.scrollIntoView({ block: "center" });
      line.focus({ preventScroll: true });
    }
    tell(line);
  }
  const after = (a, b) => Boolean(a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING);
  function start() { // the line from which the next cut is looked for: the current one, else the first in view
    if (here) return here;
    const top = main.getBoundingClientRect().top >= 0 ? 0 : 120; // under the header
    const inView = (part) => part.getBoundingClientRect().bottom > top;
    const chunk = [...main.querySelectorAll(".chunk")].find(inView); // first, since lines out of view are not laid out
    return chunk ? [...chunk.firstElementChild.children].find(inView) : null;
  }
  function move(step) { // to the next run of cut lines
    const all = cuts();
    if (!all.length) return;
    const heads = all.filter((line) => { const before = beside(line, -1); return !before || !isCut(before); });
    const from = start();
    const found = step > 0
      ? heads.find((line) => (here ? after(from, line) : line === from || after(from, line)))
      : heads.reverse().find((line) => after(line, from));
    go(found || heads[0]); // past the last comes the first, and the other way round
  }
  function stepLine(step) {
    let line = here ? beside(here, step) : start();
    while (line && line.offsetParent === null) line = beside(line, step); // hidden by a filter
    go(line);
  }

  // ---- Corrections ----------------------------------------------------------------------------------------------
  const EDGES = " :;,.!|·•●○◦▪■□▸▹►▶▼▾▽▲△◀◄‹›<>→←↑↓⇒✕✖×*+-_=~'\"/\\。、।؛،۔⌄⟩❯❮" // folding.EDGES, and what folds to them
    + "“”„«»‘’‚ʼ´`–—‑：！，\u00a0\u202f\u3000";
  function bare(words) { // as folding.key: without marks at the edges and a list number
    const strip = (t) => {
      let a = 0, b = t.length;
      while (a < b && EDGES.includes(t[a])) a += 1;
      while (b > a && EDGES.includes(t[b - 1])) b -= 1;
      return t.slice(a, b);
    };
    return strip(strip(words).replace(/^\p{Nd}+[.)] /u, ""));
  }
  const LONGEST = 300; // characters up to which a rule can name a whole line; a longer one is known by its beginning
  function glob(words) {
    const plain = words.replace(/\s+/g, " ").trim();
    const long = plain.length > LONGEST;
    const part = long ? `${plain.slice(0, LONGEST)}*` : bare(plain) || plain;
    // What a glob cannot state, and what is shown otherwise than it stands in the dump, may be anything.
    const whole = part.replace(/[{}\u2400-\u2421\ufffd]|\\(?:u[0-9a-f]{4}|x[0-9a-f]{2})/g, "*");
    const nameable = whole && (bare(whole.replaceAll("*", " ")) || !whole.includes("*"));
    return nameable ? { key: long ? "phrase" : "line", glob: whole } : null;
  }
  const folded = (g) => g.glob.toLowerCase().replace(/\p{Nd}+/gu, "#");
  let twins = null; // what a rule sees -> the first lines of the paragraphs that it would match
  function alike(g) {
    if (!twins) {
      twins = new Map();
      for (const line of main.querySelectorAll(".lines li:not(.more)")) {
        const named = glob(seen(paragraph(line)));
        if (!named) continue;
        if (!twins.has(folded(named))) twins.set(folded(named), []);
        twins.get(folded(named)).push(line);
      }
    }
    return twins.get(folded(g)) || [];
  }
  const flips = new Map(); // folded glob -> {glob, key, action, line, dump}
  function flip(line) {
    const lines = paragraph(line);
    const named = glob(seen(lines));
    if (!named) return tell(line, "It has no words that a rule could name it by.");
    if (lines[0].matches(".eaten")) return tell(line, `No keep rule gives back what a trim took; --ignore ${rule(line)} does.`);
    const turned = !lines[0].classList.contains("flipped");
    const gone = lines[0].classList.contains("drop");
    const like = alike(named).filter((l) => l.classList.contains("drop") === gone);
    for (const head of like) for (const l of paragraph(head)) l.classList.toggle("flipped", turned);
    if (turned) flips.set(folded(named), { ...named, action: gone ? "keep" : "drop", line: number(lines[0]), dump: dump(line) });
    else flips.delete(folded(named));
    tell(line, like.length > 1 ? `${like.length - 1} more like it.` : "");
    gather();
  }
  function toml(string) {
    const odd = (c) => `\\u${c.codePointAt(0).toString(16).padStart(4, "0")}`;
    return `"${string.replace(/[\\"]/g, "\\$&").replace(/[\u0000-\u001f\u007f]/g, odd)}"`;
  }
  function ruleFile() {
    const rules = [...flips.values()].map((f, k) => [
      `[rule.${f.action}-${k + 1}]`,
      `why    = ${toml(`${f.action === "keep" ? "kept" : "dropped"} by a reader: ${f.dump}, line ${f.line}`)}`,
      `action = "${f.action}"`,
      `${f.key.padEnd(6)} = [${toml(f.glob)}]`,
      `${f.action}s  = [${toml(f.key === "line" ? f.glob.replace(/\*/g, "x") : f.glob)}]`,
    ].join("\n"));
    return [`about = "Corrections that a reader pointed out in a report."`, ...rules].join("\n\n") + "\n";
  }
  function gather() {
    $("corrections").hidden = flips.size === 0;
    $("corrections-count").textContent = flips.size;
    $("toml").value = flips.size ? ruleFile() : "";
  }
  $("copy").addEventListener("click", async () => {
    try { await navigator.clipboard.writeText($("toml").value); } catch { $("toml").select(); document.execCommand("copy"); }
    $("copy").textContent = "Copied";
    setTimeout(() => { $("copy").textContent = "Copy"; }, 1500);
  });
  $("download").addEventListener("click", () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([$("toml").value], { type: "application/toml" }));
    link.download = "corrections.toml";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });
  $("reset").addEventListener("click", () => {
    for (const line of main.querySelectorAll("li.flipped")) line.classList.remove("flipped");
    flips.clear();
    gather();
    if (here) tell(here);
  });

  // ---- Search and filters ---------------------------------------------------------------------------------------
  let hits = [], hit = -1;
  function search() {
    for (const line of hits) line.classList.remove("hit");
    const wanted = $("search").value.toLowerCase();
    hits = wanted ? [...main.querySelectorAll(".lines li")].filter((l) => l.textContent.toLowerCase().includes(wanted)) : [];
    for (const line of hits) line.classList.add("hit");
    hit = -1;
    $("found").textContent = wanted ? `${hits.length} found` : "";
  }
  let waiting = 0;
  $("search").addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(search, 120); });
  $("search").addEventListener("keydown", (event) => {
    if (event.key === "Escape") $("search").blur();
    if (event.key !== "Enter") return;
    clearTimeout(waiting);
    if (hit < 0) search();
    if (!hits.length) return;
    hit = (hit + (event.shiftKey ? -1 : 1) + hits.length) % hits.length;
    hits[hit].scrollIntoView({ block: "center" });
    go(hits[hit], false);
    $("found").textContent = `${hit + 1} of ${hits.length}`;
  });
  document.querySelector(".legend").addEventListener("change", (event) => {
    const of = `.lines .f${event.target.dataset.family}, .map path.f${event.target.dataset.family}`;
    for (const marked of main.querySelectorAll(of)) marked.classList.toggle("muted", !event.target.checked);
  });
  $("show").addEventListener("change", (event) => { main.dataset.show = event.target.value; });

  // ---- Minimaps -------------------------------------------------------------------------------------------------
  const maps = [...main.querySelectorAll(".map")];
  let drawing = false;
  function drawWindows() {
    drawing = false;
    for (const map of maps) {
      const lines = map.previousElementSibling.getBoundingClientRect();
      const [top, bottom] = [Math.max(-lines.top, 0), Math.min(innerHeight - lines.top, lines.height)].map((y) => y / lines.height);
      map.lastElementChild.style.top = `${100 * Math.min(top, 1)}%`;
      map.lastElementChild.style.height = `${100 * Math.max(bottom - Math.min(top, 1), 0)}%`;
    }
  }
  const later = () => { if (!drawing) { drawing = true; requestAnimationFrame(drawWindows); } };
  addEventListener("scroll", later, { passive: true });
  addEventListener("resize", later);
  later();
  for (const map of maps) {
    map.addEventListener("click", (event) => {
      const box = map.getBoundingClientRect();
      const lines = map.previousElementSibling.getBoundingClientRect();
      scrollTo(0, scrollY + lines.top + lines.height * ((event.clientY - box.top) / box.height) - innerHeight / 2);
    });
  }

  // ---- Mouse, buttons and keys ----------------------------------------------------------------------------------
  main.addEventListener("click", (event) => {
    const line = event.target.closest(".lines li");
    if (!line || getSelection().toString()) return; // who selects text does not want to flip
    go(line, false);
    flip(line);
  });
  $("flip").addEventListener("click", () => { if (here) flip(here); });
  $("next").addEventListener("click", () => move(1));
  $("previous").addEventListener("click", () => move(-1));
  $("theme").addEventListener("click", () => {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  });
  function help() {
    $("keys").hidden = !$("keys").hidden;
    $("help").setAttribute("aria-expanded", String(!$("keys").hidden));
  }
  $("help").addEventListener("click", help);
  const KEYS = {
    j: () => move(1), k: () => move(-1), J: () => stepLine(1), K: () => stepLine(-1),
    x: () => { if (here) flip(here); }, "/": () => $("search").focus(), "?": help,
  };
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=checkbox]), textarea, select");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !$("letters").checked || !KEYS[event.key]) return;
    event.preventDefault();
    KEYS[event.key]();
  });
});
