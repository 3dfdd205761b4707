// happy-dom lacks what Quasar looks for at its start.
Object.defineProperty(window.screen, "orientation", { value: { type: "landscape-primary", angle: 0 }, configurable: true });
