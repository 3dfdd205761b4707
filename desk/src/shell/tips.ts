// Short help where the question arises: what one can do on each screen, in the order of need.
import { __ } from "@/i18n/translate";

export interface Help {
	title: string;
	tips: string[];
}

const everywhere = () => [__("Ctrl+K: type a name, a part of a number, a town, or what you want to do."), __("Ctrl+J notes down a call from any screen; who called can be named later.")];

const screens: Record<string, () => Help> = {
	home: () => ({ title: __("Your day"), tips: [__("What is overdue stands first, then today, then what comes next."), __("Done beside a line closes it and offers the next step."), ...everywhere()] }),
	agenda: () => ({ title: __("The agenda"), tips: [__("A click on an empty place plans an appointment there."), __("Drag an event to move it, its lower edge to make it longer."), __("Team shows the colleagues side by side."), __("Plan with: find a company, then drag it onto a day. A company from the search box can be dragged there too."), __("Print gives a day, a week or a month on paper, as PDF.")] }),
	parties: () => ({ title: __("Companies and people"), tips: [__("More filters narrows the list down by any field; each filter stands above the list and can be taken off."), __("A click on a column's heading sorts by it."), __("The file for Excel holds exactly what you see.")] }),
	card: () => ({ title: __("The card of a company or person"), tips: [__("Warnings stand at the top: what is marked to check never stops you from working."), __("Call and Appointment note what happened and plan what comes next."), __("What happened shows everything that passed, newest first; choose an area to see less.")] }),
	list: () => ({ title: __("A list"), tips: [__("More filters narrows the list down by any field; each filter stands above the list and can be taken off."), __("A click on a column's heading sorts by it."), __("The file for Excel holds exactly what you see.")] }),
	form: () => ({ title: __("A record"), tips: [__("Change opens the fields; More shows those that are seldom needed."), __("Beside it, or below on a phone, stands what passed: who changed what, comments, mails."), __("@ in a comment calls a colleague, who finds it in the bell."), __("Assigned to gives it to a colleague with a note and a day.")] }),
	new: () => ({ title: __("Something new"), tips: [__("Only what is marked as needed must be filled in; the rest can wait."), __("What you type is kept in this browser until you save.")] }),
	report: () => ({ title: __("A report"), tips: [__("Filters at the top narrow the figures down."), __("The file for Excel holds exactly what you see.")] }),
	person: () => ({ title: __("The card of a person"), tips: [__("Call and Appointment note what happened and plan what comes next."), __("Around them: chiefs, colleagues, and where else they belong.")] }),
	reports: () => ({ title: __("Analysis"), tips: [__("Reports answer a question with a table and a chart; pages put figures side by side."), __("A click on a figure shows the records behind it.")] }),
	workspace: () => ({ title: __("A page of figures"), tips: [__("A click on a figure shows the records behind it."), __("Arrange moves, sizes and adds pieces, by mouse or keys, for you alone.")] }),
	manager: () => ({ title: __("Sellers and deals"), tips: [__("Each row has open deals by state, what comes next, and days of silence; a click shows the records."), __("Figures stand together in teams of at least 5, until the administrator allows them by name.")] }),
	customise: () => ({ title: __("Customise"), tips: [__("Forms, processes, rights and words are changed here, and hold at the next click."), __("History takes any change back.")] }),
	import: () => ({ title: __("Import a file"), tips: [__("Try first: a trial shows what would happen and changes nothing."), __("Rows that were refused come back as a file with the reason."), __("A whole import can be undone.")] }),
	settings: () => ({ title: __("My settings"), tips: [__("Language and colours hold at once and follow you to other devices."), __("A second factor keeps others out even when they know your password."), __("End a session that you do not recognise, then change the password.")] }),
	notices: () => ({ title: __("Notices"), tips: [__("What colleagues did that concerns you: mentions, assignments, shares, events."), __("What you are told by mail is chosen in My settings.")] }),
};

export const helpFor = (route: string): Help => screens[route]?.() ?? { title: __("Everywhere"), tips: everywhere() };
