import { describe, expect, it } from "vitest";
import { clusterPlaces, pixelOf, placeFields, placesOf, type Place } from "./places";

const place = (name: string, latitude: number, longitude: number): Place => ({ name, title: name, about: "", phone: "", latitude, longitude });
const treviso = place("Treviso", 45.666, 12.243);
const mestre = place("Mestre", 45.49, 12.242);
const palermo = place("Palermo", 38.116, 13.361);

describe("places on the map", () => {
	it("are found by the two fields that belong together", () => {
		expect(placeFields([{ fieldname: "main_latitude" }, { fieldname: "main_longitude" }])).toEqual({ latitude: "main_latitude", longitude: "main_longitude" });
		expect(placeFields([{ fieldname: "main_latitude" }, { fieldname: "longitude" }])).toBeUndefined();
		expect(placeFields([{ fieldname: "title" }])).toBeUndefined();
	});
	it("leave out what has no place or an impossible one", () => {
		const rows = [
			{ name: "a", at_latitude: 45, at_longitude: 12, title: "A" },
			{ name: "b", at_latitude: 0, at_longitude: 0 },
			{ name: "c", at_latitude: null, at_longitude: null },
			{ name: "d", at_latitude: 145, at_longitude: 12 },
		];
		expect(placesOf(rows, { latitude: "at_latitude", longitude: "at_longitude" }, "title").map((one) => one.title)).toEqual(["A"]);
	});
	it("lie where the usual projection puts them", () => {
		expect(pixelOf({ latitude: 0, longitude: 0 }, 0)).toEqual({ x: 128, y: 128 });
		expect(pixelOf(treviso, 6).y).toBeLessThan(pixelOf(palermo, 6).y);
	});
	it("join when they are near on the screen and part when one looks closer", () => {
		const all = [treviso, mestre, palermo];
		expect(clusterPlaces(all, 5).map((one) => one.places.length).sort()).toEqual([1, 2]);
		expect(clusterPlaces(all, 12)).toHaveLength(3);
		expect(clusterPlaces(all, 5).flatMap((one) => one.places)).toHaveLength(3);
	});
});
