// happy-dom lacks what Quasar looks for at its start.
const fixed = Object.assign(new EventTarget(), { type: "landscape-primary", angle: 0 });
Object.defineProperty(window.screen, "orientation", { value: fixed, configurable: true });
