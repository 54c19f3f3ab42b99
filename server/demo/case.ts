// The shape of a demo room: plain data with short keys for people, filled in by fill.ts through the same functions
// that people's screens use. All people are invented.
import type { Hours, Task as EmergencyTask } from '#lib/emergency/emergency.ts';
import type { HealthType, WarningType } from '#lib/emergency/care.ts';
import type { MeetingType } from '#lib/meetings/meetings.ts';
import type { Agreement } from '#lib/network/agreement.ts';
import type { NewPerson } from '#lib/network/document.ts';
import type { Consent, Direction, Kinship, Placement, Quality, TieType } from '#lib/network/network.ts';
import type { TakingPart } from '#lib/plan/plan.ts';
import type { Role } from '#lib/room/spaces.ts';
import type { SearchStatus } from '#lib/staff/search/search.ts';
import type { Rule, Supervision, VisitType } from '#lib/visits/visits.ts';
import type { Face } from '#lib/voice/voice.ts';

export interface DemoContact {
	readonly person: string;
	readonly can: readonly EmergencyTask[];
	readonly words: string;
	readonly hours: readonly Hours[];
	readonly consent: Consent;
	/** E.164, and minutes away: both care. */
	readonly number?: string;
	readonly minutes?: number;
}

/** Somebody whom the service considers as a foster home. */
export interface DemoCandidate {
	readonly person: string;
	/** As they are called on the map. */
	readonly name: string;
	readonly steps: readonly {
		readonly status: SearchStatus;
		readonly day: string;
		readonly reason: string;
	}[];
}

export interface DemoSeries {
	readonly with: readonly string[];
	readonly type: VisitType;
	readonly rule: Rule;
	readonly purpose: string;
	readonly words?: string;
	readonly place?: string;
	readonly brings?: string;
	readonly fetches?: string;
	readonly supervision?: Supervision;
	readonly supervisor?: string;
	/** Days that differ from the rule. */
	readonly cancelled?: readonly { readonly date: string; readonly reason: string }[];
}

export interface DemoMeeting {
	readonly type: MeetingType;
	readonly title: string;
	/** Instants, ISO 8601 UTC. */
	readonly starts: string;
	readonly ends: string;
	readonly place?: string;
	readonly purpose: string;
	readonly agenda: readonly string[];
	/** A line each: `# ` before a heading, `> ` before somebody's own words, `@key` for a person. */
	readonly notes?: readonly string[];
	readonly agreements?: readonly string[];
	readonly tasks?: readonly { readonly text: string; readonly who?: string; readonly deadline?: string }[];
	/** Where it was held already: how it was closed, which published a version. */
	readonly closed?: {
		readonly at: string;
		readonly tookPart: Readonly<Record<string, TakingPart>>;
		readonly childHeard: string;
		readonly reviewBy: string | null;
	};
}

/** What came to be between one meeting and the next. */
export interface DemoStage {
	readonly people?: Readonly<Record<string, NewPerson>>;
	/** Who belongs to which group. */
	readonly groups?: Readonly<Record<string, readonly string[]>>;
	/** Through whom of the map somebody is known. */
	readonly through?: Readonly<Record<string, string>>;
	/** Who stands nearer or farther than before. */
	readonly moved?: Readonly<Record<string, Placement>>;
	readonly ties?: readonly (readonly [
		from: string,
		to: string,
		type: TieType,
		quality: Quality,
		direction?: Direction,
		kin?: Kinship
	])[];
	/** Ties as the child says they are. */
	readonly childTies?: readonly (readonly [from: string, to: string, type: TieType, quality: Quality])[];
	/** The child's own map: begun as the room's, with those who stand elsewhere on it, and the ties the child draws. */
	readonly own?: {
		readonly moved: Readonly<Record<string, Placement>>;
		readonly ties: readonly (readonly [from: string, to: string, type: TieType, quality: Quality])[];
		/** When it was last changed; where the child has shown it, on that day. */
		readonly at: string;
		readonly isShown: boolean;
	};
	readonly contacts?: readonly DemoContact[];
	/** Who may see the map, and how long it is kept. */
	readonly agreement?: Agreement;
	readonly about?: {
		readonly calms: string;
		readonly fears: string;
		readonly brings: string;
		readonly reviewBy: string;
	};
	readonly series?: readonly DemoSeries[];
	readonly statements?: readonly { readonly text: string; readonly face?: Face }[];
	readonly health?: readonly (readonly [HealthType, string])[];
	readonly warnings?: readonly {
		readonly type: WarningType;
		readonly person: string;
		readonly text: string;
	}[];
	readonly search?: readonly DemoCandidate[];
	readonly meeting?: DemoMeeting;
}

export interface DemoCase {
	readonly label: 'A' | 'B' | 'B2' | 'C';
	readonly child: { readonly name: string; readonly born: string };
	/** E-mail of the caseworker's account. */
	readonly caseworker: string;
	/** Another account that has a place in the room, with its role. */
	readonly coordinator?: string;
	/** Rooms of brothers and sisters have the same word here. */
	readonly siblings?: string;
	/** Who has a place besides: key of the person (`child` for the child), role. */
	readonly participants: readonly {
		readonly person: string;
		readonly role: Role;
		readonly carer?: boolean;
	}[];
	readonly stages: readonly DemoStage[];
}
