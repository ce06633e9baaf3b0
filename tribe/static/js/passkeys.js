// Forms that ask the device for a passkey before they are sent. Without this file they stay hidden,
// and one signs in by password or link.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function unpack(options) {
  const known = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));
  const unpacked = { ...options, challenge: bytes(options.challenge) };
  if (options.user) unpacked.user = { ...options.user, id: bytes(options.user.id) };
  if (options.excludeCredentials) unpacked.excludeCredentials = known(options.excludeCredentials);
  if (options.allowCredentials) unpacked.allowCredentials = known(options.allowCredentials);
  return unpacked;
}

// What a device answers, as text; by hand, for browsers without toJSON.
function pack(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  const { id, type } = credential;
  return JSON.stringify({ id, rawId: text(credential.rawId), type, response, clientExtensionResults: {} });
}

async function ask(form) {
  const token = form.elements.csrf_token.value;
  const answer = await fetch(form.dataset.passkey, { method: "POST", headers: { "X-CSRFToken": token, Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  const publicKey = unpack(await answer.json());
  const isMaking = "making" in form.dataset;
  return isMaking ? navigator.credentials.create({ publicKey }) : navigator.credentials.get({ publicKey });
}

function listen(form) {
  const failed = form.querySelector("[role=alert]");
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    failed.hidden = true;
    try {
      form.elements.credential.value = pack(await ask(form));
      form.submit();
    } catch {
      failed.textContent = form.dataset.failed;
      failed.hidden = false;
    }
  });
}

if (window.PublicKeyCredential) document.querySelectorAll("form[data-passkey]").forEach(listen);
