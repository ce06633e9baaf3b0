// A sign under a post is given, and a bookmark made, without loading the page anew: the form is sent, and the post drawn
// again by the server takes its place. Whatever goes wrong, the form is sent as any other.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  const action = event.submitter?.hasAttribute("formaction") ? event.submitter.formAction : form.action;
  const post = action.match(/\/p\/(\d+)\/(react|bookmark)$/);
  const item = form.closest("li.said");
  if (!post || !item || !event.submitter || form.dataset.sent) return;
  event.preventDefault();
  const fields = new FormData(form);
  if (event.submitter.name) fields.set(event.submitter.name, event.submitter.value);
  const focus = event.submitter.value;
  try {
    const sent = await fetch(action, { method: "POST", body: new URLSearchParams(fields), redirect: "manual" });
    if (sent.type !== "opaqueredirect") throw new Error("refused");
    const drawn = await fetch(`/p/${post[1]}/fragment`);
    if (!drawn.ok) throw new Error("gone");
    const template = document.createElement("template");
    template.innerHTML = await drawn.text();
    const fresh = template.content.querySelector("li.said");
    item.replaceWith(fresh);
    if (focus) fresh.querySelector(`button[name="kind"][value="${focus}"]`)?.focus();
    else fresh.querySelector(".acts__more > summary")?.focus();
  } catch {
    form.dataset.sent = "1";
    const field = Object.assign(document.createElement("input"), { type: "hidden", name: "kind", value: focus });
    if (focus) form.append(field);
    form.action = action;
    form.submit();
  }
}, true);
