// Sets a new password with the key of a reset mail.
"use strict";

document.getElementById("password").addEventListener("submit", async (event) => {
  event.preventDefault();
  const response = await fetch(event.target.action, {
    method: "POST",
    headers: { Accept: "application/json", "Content-Type": "application/json" },
    body: JSON.stringify({
      new_password: document.getElementById("new_password").value,
      key: new URLSearchParams(location.search).get("key") || "",
    }),
  });
  const answer = await response.json();
  if (response.ok) {
    location.href = "/login";
    return;
  }
  document.getElementById("message").textContent = answer._error_message || "";
});
