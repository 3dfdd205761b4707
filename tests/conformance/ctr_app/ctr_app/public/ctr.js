// Served at /assets/ctr_app/ctr.js.
