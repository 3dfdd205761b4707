// The icons of boards, calendars, charts and maps, beside those of icons.ts: they come with the views that use them.
export {
	symRoundedAccountTree as iconChart,
	symRoundedFitScreen as iconFit,
	symRoundedHub as iconNetwork,
	symRoundedMap as iconMap,
	symRoundedUnfoldLess as iconFold,
	symRoundedUnfoldMore as iconUnfold,
	symRoundedViewKanban as iconBoard,
	symRoundedZoomIn as iconZoomIn,
	symRoundedZoomOut as iconZoomOut,
} from "@quasar/extras/material-symbols-rounded";
