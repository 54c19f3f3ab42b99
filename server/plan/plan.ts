// What routes ask of the plan, in one place.
export { answer, Answer, answersTo, type GivenAnswer } from './answers.ts';
export { emergencyOf, type StoredEmergency } from './emergencyNow.ts';
export { Closing, publish, type Published } from './publish.ts';
export {
	latestVersion,
	meetingTitle,
	versionFor,
	versionOfMeeting,
	versionsOf,
	type ReadableVersion,
	type VersionLine
} from './versions.ts';
