// The runtime's own log-in page; an app's desk brings its own.
"use strict";

const byId = (id) => document.getElementById(id);

function target() {
  const wanted = new URLSearchParams(location.search).get("redirect-to") || "/app";
  // Only a path of this site: "//host" and "/\host" would lead away.
  return /^\/(?![/\\])/.test(wanted) ? wanted : "/app";
}

function say(text) {
  byId("message").textContent = text;
}

function readMessage(answer) {
  try {
    return JSON.parse(JSON.parse(answer._server_messages)[0]).message;
  } catch {
    return answer._error_message || answer.message || "";
  }
}

async function send(path, values) {
  const response = await fetch(path, {
    method: "POST",
    headers: { Accept: "application/json", "Content-Type": "application/json" },
    body: JSON.stringify(values),
  });
  return [response, await response.json()];
}

function askForCode(answer) {
  byId("login").hidden = true;
  byId("second").hidden = false;
  byId("prompt").textContent = answer.verification.prompt;
  byId("tmp_id").value = answer.tmp_id;
  if (answer.verification.qr_code) {
    byId("qr").src = answer.verification.qr_code;
    byId("qr").hidden = false;
  }
  byId("otp").focus();
}

async function submit(event) {
  event.preventDefault();
  const [response, answer] = await send(event.target.action, Object.fromEntries(new FormData(event.target)));
  if (!response.ok) {
    say(readMessage(answer));
  } else if (answer.verification) {
    askForCode(answer);
  } else if (answer.redirect_to) {
    location.href = answer.redirect_to;
  } else if (answer.recovery_codes) {
    byId("second").hidden = true;
    byId("codes").hidden = false;
    byId("codes").textContent = answer.recovery_codes.join("\n");
    byId("message").innerHTML = "";
    const link = document.createElement("a");
    link.href = target();
    link.textContent = "→";
    byId("message").append(link);
  } else {
    location.href = target();
  }
}

async function forgot() {
  const user = byId("usr").value.trim();
  if (!user) {
    byId("usr").focus();
    return;
  }
  const [, answer] = await send("/api/method/frappe.core.doctype.user.user.reset_password", { user });
  say(readMessage(answer));
}

byId("login").addEventListener("submit", submit);
byId("second").addEventListener("submit", submit);
byId("forgot").addEventListener("click", forgot);
