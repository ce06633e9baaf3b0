// Deciding on several cases: what does not go for all that are marked is not there to be chosen.
export function narrowActs(form) {
  const draw = () => {
    const marked = [...form.querySelectorAll("[name=case]:checked")];
    const types = new Set(marked.map((one) => one.dataset.type));
    const goes = (act) => !types.size || (types.size === 1 && types.has(act.dataset.of));
    for (const act of form.querySelectorAll("[data-of]")) {
      const choice = act.querySelector("input");
      act.hidden = choice.disabled = !goes(act);
      if (choice.disabled) choice.checked = false;
    }
    const waits = marked.some((one) => "waits" in one.dataset);
    const none = form.querySelector("[data-dismiss]"); // settles nothing of what waits
    if (none) {
      const choice = none.querySelector("input");
      none.hidden = choice.disabled = waits;
      if (choice.disabled) choice.checked = false;
    }
    form.querySelector("#not-of-all").hidden = types.size < 2 || waits;
    form.querySelector("#nothing-of-all").hidden = types.size < 2 || !waits;
  };
  form.addEventListener("change", draw);
  draw();
}
