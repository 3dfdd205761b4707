// happy-dom lacks what Quasar looks for at its start.
const orientation = Object.assign(new EventTarget(), { type: "landscape-primary", angle: 0 });
Object.defineProperty(window.screen, "orientation", { value: orientation, configurable: true });
