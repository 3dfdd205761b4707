// What a kind of record is called on the screen, for one and for many.
import { __, ownText } from "@/i18n/translate";

const many = (): Record<string, string> => ({
	Party: __("Companies and people"),
	"Contact Person": __("Contacts"),
	"Relation Event": __("Events"),
	"Relation Event Type": __("Kinds of event"),
	"Relation Area": __("Areas"),
	"Party Relationship": __("Ties"),
	"Relationship Type": __("Kinds of tie"),
	"Party Profile": __("Profiles"),
	"Profile Attribute": __("Characteristics"),
	"Party Territory": __("Territories"),
	"Party Sector": __("Sectors"),
	"Party Source": __("Sources"),
	"RelCRM Team": __("Teams"),
	Negotiation: __("Deals"),
	"Import Run": __("Imports"),
	"Import Mapping": __("Import layouts"),
	"Custom Field": __("Own fields"),
	User: __("Users"),
	Role: __("Roles"),
	"Print Format": __("Print layouts"),
	"Letter Head": __("Letter heads"),
});

export const titleOfMany = (doctype: string) => ownText(doctype, "many") ?? many()[doctype] ?? __(doctype);
