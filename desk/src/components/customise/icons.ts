// Icons that only the pages for administrators use: they stay out of everybody's first load.
export {
	symRoundedAccountTree as iconProcess,
	symRoundedAdminPanelSettings as iconRights,
	symRoundedArrowDownward as iconDown,
	symRoundedArrowUpward as iconUp,
	symRoundedDescription as iconPaper,
	symRoundedDragIndicator as iconDrag,
	symRoundedHistory as iconHistory,
	symRoundedListAlt as iconForm,
	symRoundedTranslate as iconTexts,
	symRoundedUndo as iconTakeBack,
	symRoundedVisibility as iconShow,
	symRoundedVisibilityOff as iconHide,
} from "@quasar/extras/material-symbols-rounded";
