// A sign under a post is given without loading the page anew: the form is sent, and the post drawn
// again by the server takes its place. Whatever goes wrong, the form is sent as any other.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  const post = form.action.match(/\/p\/(\d+)\/react$/);
  const item = form.closest("li.said");
  if (!post || !item || !event.submitter || form.dataset.sent) return;
  event.preventDefault();
  const fields = new FormData(form);
  fields.set(event.submitter.name, event.submitter.value);
  const focus = event.submitter.value;
  try {
    const sent = await fetch(form.action, { method: "POST", body: new URLSearchParams(fields), redirect: "manual" });
    if (sent.type !== "opaqueredirect") throw new Error("refused");
    const drawn = await fetch(`/p/${post[1]}/fragment`);
    if (!drawn.ok) throw new Error("gone");
    const template = document.createElement("template");
    template.innerHTML = await drawn.text();
    const fresh = template.content.querySelector("li.said");
    item.replaceWith(fresh);
    fresh.querySelector(`button[name="kind"][value="${focus}"]`)?.focus();
  } catch {
    form.dataset.sent = "1";
    const field = Object.assign(document.createElement("input"), { type: "hidden", name: "kind", value: focus });
    form.append(field);
    form.submit();
  }
}, true);
