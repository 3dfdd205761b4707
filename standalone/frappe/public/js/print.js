// Opens the browser's print dialogue on a page asked for with trigger_print.
window.addEventListener("load", () => window.print());
