"use strict";
// A form with data-passkey asks the address in data-ask what the browser is to prove, and carries the proof as its field `answer`.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const named = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

async function answered(form, question) {
  const key = question.publicKey;
  key.challenge = bytes(key.challenge);
  if (form.dataset.passkey === "new") {
    key.user.id = bytes(key.user.id);
    key.excludeCredentials = named(key.excludeCredentials);
    const made = await navigator.credentials.create({ publicKey: key });
    return { id: made.id, rawId: text(made.rawId), type: made.type, clientExtensionResults: made.getClientExtensionResults(),
      response: { clientDataJSON: text(made.response.clientDataJSON), attestationObject: text(made.response.attestationObject) } };
  }
  key.allowCredentials = named(key.allowCredentials);
  const found = await navigator.credentials.get({ publicKey: key });
  const said = found.response;
  return { id: found.id, rawId: text(found.rawId), type: found.type, clientExtensionResults: found.getClientExtensionResults(),
    response: { clientDataJSON: text(said.clientDataJSON), authenticatorData: text(said.authenticatorData), signature: text(said.signature),
      userHandle: said.userHandle ? text(said.userHandle) : null } };
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    if (form.elements.answer.value) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const said = form.querySelector("[role=status]");
    try {
      const asked = await fetch(form.dataset.ask, { method: "POST", headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value } });
      if (!asked.ok) throw new Error(String(asked.status));
      form.elements.answer.value = JSON.stringify(await answered(form, await asked.json()));
      form.submit();
    } catch {
      said.textContent = said.dataset.failed;
    }
  }, true);
}
