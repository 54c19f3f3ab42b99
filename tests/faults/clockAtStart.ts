// Imported before anything of the product, some of which keeps `Date.now` as it finds it.
import { shiftClock } from './clock.ts';

// A clock that may be set later is one from the beginning.
shiftClock(Number(process.env['LANDSBY_TEST_CLOCK_MS'] ?? 0) || 1);
