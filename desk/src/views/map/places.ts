// Records with a place on the map, and those near each other drawn as one with their number.
import type { Row } from "@/api/lists";

export interface Place {
	name: string;
	title: string;
	about: string;
	phone: string;
	latitude: number;
	longitude: number;
}

export interface Cluster {
	places: Place[];
	latitude: number;
	longitude: number;
}

/** The two fields that hold where a record is: `latitude` and `longitude`, alone or with something before them. */
export function placeFields(fields: { fieldname: string }[]): { latitude: string; longitude: string } | undefined {
	const latitude = fields.find((field) => /(^|_)latitude$/.test(field.fieldname))?.fieldname;
	const longitude = latitude?.replace(/latitude$/, "longitude");
	return latitude && longitude && fields.some((field) => field.fieldname === longitude) ? { latitude, longitude } : undefined;
}

/** Rows that have a place; zero degrees twice is nowhere, not the Gulf of Guinea. */
export function placesOf(rows: Row[], at: { latitude: string; longitude: string }, title: string): Place[] {
	return rows.flatMap((row) => {
		const [latitude, longitude] = [Number(row[at.latitude]), Number(row[at.longitude])];
		const real = Number.isFinite(latitude) && Number.isFinite(longitude) && (latitude !== 0 || longitude !== 0) && Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
		const text = (path: string) => String(row[path] ?? "");
		return real ? [{ name: row.name, title: text(title) || row.name, about: text("main_town"), phone: text("main_phone"), latitude, longitude }] : [];
	});
}

const SIZE = 52;

/** Where a place lies in pixels at a zoom, as the usual web map projects it. */
export function pixelOf(place: { latitude: number; longitude: number }, zoom: number): { x: number; y: number } {
	const world = 256 * 2 ** zoom;
	const sine = Math.sin((Math.max(-85, Math.min(85, place.latitude)) * Math.PI) / 180);
	return { x: ((place.longitude + 180) / 360) * world, y: (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * world };
}

/** Places that fall into one square of the screen become one point in their middle. */
export function clusterPlaces(places: Place[], zoom: number): Cluster[] {
	const cells = new Map<string, Place[]>();
	for (const place of places) {
		const { x, y } = pixelOf(place, zoom);
		const key = `${Math.floor(x / SIZE)}/${Math.floor(y / SIZE)}`;
		cells.set(key, [...(cells.get(key) ?? []), place]);
	}
	const middle = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
	return [...cells.values()].map((inside) => ({ places: inside, latitude: middle(inside.map((one) => one.latitude)), longitude: middle(inside.map((one) => one.longitude)) }));
}
