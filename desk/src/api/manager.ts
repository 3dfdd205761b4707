// The manager's page, in one request.
import { get } from "./client";

export interface Figures {
	deals: number;
	amount: number;
}
export interface SellerRow extends Figures {
	/** "" is nobody's; a team's begins with "team:". */
	key: string;
	title: string;
	users: string[];
	mine: boolean;
	person: boolean;
	states: Record<string, Figures>;
	silent_days: number | null;
	overdue: number;
	next_event: { starts_on: string; name?: string; subject?: string; party_name?: string } | null;
}
export interface ManagerPage {
	states: string[];
	rows: SellerRow[];
	total: Figures & { states: Record<string, Figures>; overdue: number; silent_days: number | null };
	by_name: boolean;
	sentence: string;
	may_switch: boolean;
	hidden: number;
	teams: string[];
	areas: string[];
}
export interface ManagerFilters {
	from_date?: string;
	to_date?: string;
	team?: string;
	area?: string;
}

export const getManagerPage = (filters: ManagerFilters, signal?: AbortSignal) => get<ManagerPage>("relcrm.api.manager.get_page", { ...filters }, signal);
