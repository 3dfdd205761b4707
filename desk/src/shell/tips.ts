// Short help where the question arises: what one can do on each screen, in the order of need.
import { __ } from "@/i18n/translate";

export interface Help {
	title: string;
	tips: string[];
}

const everywhere = () => [__("Ctrl+K: type a name, a part of a number, a town, or what you want to do."), __("Ctrl+J notes down a call from any screen; who called can be named later.")];

const composing = () => [__("Write a word and press Enter: veneto, customer, visit. The arrows choose another of its meanings."), __("At the right stands at once how many are found, and the first of them."), __("Count events, people and more asks for \"no visit in 90 days\" or \"has a buyer\".")];
const consenting = () => [__("What a retention rule makes due is erased or kept here, with the reason; nothing goes by itself."), __("Each reading and each export of personal data is in the log.")];
const customising = () => [__("What is changed here holds at the next click."), __("History takes any change back.")];

const screens: Record<string, () => Help> = {
	home: () => ({ title: __("Your day"), tips: [__("What is overdue stands first, then today, then what comes next."), __("Done beside a line closes it and offers the next step."), ...everywhere()] }),
	agenda: () => ({ title: __("The agenda"), tips: [__("A click on an empty place plans an appointment there."), __("Drag an event to move it, its lower edge to make it longer."), __("Team shows the colleagues side by side."), __("Plan with: find a company, then drag it onto a day. A company from the search box can be dragged there too."), __("Print gives a day, a week or a month on paper, as PDF.")] }),
	parties: () => ({ title: __("Companies and people"), tips: [__("More filters narrows the list down by any field; each filter stands above the list and can be taken off."), __("A click on a column's heading sorts by it."), __("The file for Excel holds exactly what you see.")] }),
	card: () => ({ title: __("The card of a company or person"), tips: [__("Warnings stand at the top: what is marked to check never stops you from working."), __("Call and Appointment note what happened and plan what comes next."), __("What happened shows everything that passed, newest first; choose an area to see less."), __("Ask, beside the profile, opens a sheet of questions: the answers fill the profile.")] }),
	list: () => ({ title: __("A list"), tips: [__("More filters narrows the list down by any field; each filter stands above the list and can be taken off."), __("A click on a column's heading sorts by it."), __("The file for Excel holds exactly what you see.")] }),
	form: () => ({ title: __("A record"), tips: [__("Change opens the fields; More shows those that are seldom needed."), __("Beside it, or below on a phone, stands what passed: who changed what, comments, mails."), __("@ in a comment calls a colleague, who finds it in the bell."), __("Assigned to gives it to a colleague with a note and a day.")] }),
	new: () => ({ title: __("Something new"), tips: [__("Only what is marked as needed must be filled in; the rest can wait."), __("What you type is kept in this browser until you save.")] }),
	report: () => ({ title: __("A report"), tips: [__("Filters at the top narrow the figures down, a segment among them."), __("A click on a figure shows the records behind it."), __("The file for Excel holds exactly what you see.")] }),
	person: () => ({ title: __("The card of a person"), tips: [__("Call and Appointment note what happened and plan what comes next."), __("Around them: chiefs, colleagues, and where else they belong.")] }),
	reports: () => ({ title: __("Analysis"), tips: [__("Reports answer a question with a table and a chart; pages put figures side by side."), __("A click on a figure shows the records behind it.")] }),
	workspace: () => ({ title: __("A page of figures"), tips: [__("A click on a figure shows the records behind it."), __("Arrange moves, sizes and adds pieces, by mouse or keys, for you alone.")] }),
	manager: () => ({ title: __("Sellers and deals"), tips: [__("Each row has open deals by state, what comes next, and days of silence; a click shows the records."), __("Figures stand together in teams of at least 5, until the administrator allows them by name.")] }),
	customise: () => ({ title: __("Customise"), tips: [__("Forms, processes, rights and words are changed here, and hold at the next click."), __("History takes any change back.")] }),
	import: () => ({ title: __("Import a file"), tips: [__("Try first: a trial shows what would happen and changes nothing."), __("Rows that were refused come back as a file with the reason."), __("A whole import can be undone.")] }),
	settings: () => ({ title: __("My settings"), tips: [__("Language and colours hold at once and follow you to other devices."), __("A second factor keeps others out even when they know your password."), __("End a session that you do not recognise, then change the password.")] }),
	notices: () => ({ title: __("Notices"), tips: [__("What colleagues did that concerns you: mentions, assignments, shares, events."), __("What you are told by mail is chosen in My settings.")] }),
	day: () => ({ title: __("Round of the day"), tips: [__("Where you go that day, in order, with kilometres and time on the road."), __("In a free hour, Who is near? shows customers whom nobody has seen for long: a click plans the visit.")] }),
	segments: () => ({ title: __("Segments"), tips: [__("A segment is a group by conditions: it keeps itself up to date, and narrows any list and report."), __("The number beside each is how many are in it now, of those you may see."), __("Compare two says who is in both and who in one alone.")] }),
	segment: () => ({ title: __("A segment"), tips: [...composing(), __("Freeze a copy keeps who is in it at this instant.")] }),
	"segments-compare": () => ({ title: __("Compare two segments"), tips: [__("Choose two: who is in both, in one alone, in either. Each opens as a list, or becomes a segment.")] }),
	duplicates: () => ({ title: __("Duplicates"), tips: [__("The surest pairs stand first; what differs is marked."), __("This one stays says which is kept; for 30 days the two can be made again."), __("They are two settles a pair for good. Alt+N and Alt+P go on and back.")] }),
	mend: () => ({ title: __("To mend"), tips: [__("At most ten a day, customers first: fill in what is missing right here."), __("The score rises by what can be checked, not by what is typed at random.")] }),
	near: () => ({ title: __("Who is near"), tips: [__("Write a town or a postal code, or take where you are: the nearest stand first, with kilometres and minutes."), __("Your position is kept nowhere.")] }),
	"unknown-senders": () => ({ title: __("Who is this?"), tips: [__("Say whose the address is: their mails go to the card, now and from then on."), __("Nobody is registered by itself; an address that is of no interest can be left out.")] }),
	print: () => ({ title: __("Print"), tips: [__("What you see is what is printed: choose the form and the letter head.")] }),
	privacy: () => ({ title: __("Personal data"), tips: [__("All that is kept about one person, to be read, exported or erased."), ...consenting()] }),
	protection: () => ({ title: __("Personal data to look after"), tips: consenting() }),
	"customise-form": () => ({ title: __("A form"), tips: [__("A field of your own is at once a column, a filter and part of what is imported."), ...customising()] }),
	"customise-process": () => ({ title: __("A process"), tips: [__("Each state says what is done then and by when; arrows say who may go where."), ...customising()] }),
	"customise-rights": () => ({ title: __("Roles and rights"), tips: [__("Choose a kind of record: for each role it says what it may do. A role of your own begins like one that is there."), ...customising()] }),
	"customise-people": () => ({ title: __("People who log in"), tips: [__("A role decides what a person sees and may do; one person may have several.")] }),
	"customise-texts": () => ({ title: __("Words"), tips: [__("Any word on the screen can be another, in either language."), ...customising()] }),
	"customise-letter-heads": () => ({ title: __("Letter heads"), tips: [__("A letter head stands on letters and prints; the usual one is taken unless another is chosen.")] }),
	"customise-history": () => ({ title: __("What was changed"), tips: [__("Who changed what and when; each change can be taken back.")] }),
	guide: () => ({ title: __("Guide"), tips: [__("Each guide tells of one part; links lead from one to the other."), ...everywhere()] }),
	more: () => ({ title: __("More"), tips: [__("What is not in the rail: lists, choices, settings; only what you may open."), ...everywhere()] }),
};

/** The tips of a screen; of no particular one, what holds everywhere. */
export const helpFor = (screen: string): Help => screens[screen]?.() ?? { title: __("Everywhere"), tips: everywhere() };
