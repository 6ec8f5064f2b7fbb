// What the main thread of a page did in a while, by the browser's own tracing.
import { median, quantile, sum } from './numbers.mjs';

const CATEGORIES = ['__metadata', 'blink.user_timing', 'devtools.timeline', 'devtools.timeline.frame', 'disabled-by-default-devtools.timeline'];

/**
 * Traces while something is done in a page. Times are of the thread's processor, in milliseconds: another program that
 * takes the processor away does not count.
 * @param {import('playwright-core').Browser} browser
 * @param {import('playwright-core').Page} page
 * @param {() => Promise<unknown>} act
 */
export async function traced(browser, page, act) {
  await browser.startTracing(page, { categories: CATEGORIES });
  await page.evaluate(() => void performance.mark('bench-begin'));
  await act();
  await page.evaluate(() => void performance.mark('bench-end'));
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  return summary(traceEvents);
}

function summary(events) {
  const [begin, end] = ['bench-begin', 'bench-end'].map((name) => events.find((event) => event.name === name && event.cat?.includes('user_timing')));
  if (!begin || !end) throw new Error('the trace does not have the marks of the page');
  const ours = events.filter(({ pid, tid, ts }) => pid === begin.pid && tid === begin.tid && ts >= begin.ts && ts <= end.ts);
  const tasks = ours.filter(({ name, ph }) => ph === 'X' && name === 'RunTask');
  if (tasks.length === 0) throw new Error('the trace does not have the tasks of the page');
  const frames = ours.filter(({ name }) => name === 'Commit').map(({ ts, dur }) => ts + dur);
  const seconds = (end.ts - begin.ts) / 1e6;
  const perFrame = between(frames, tasks);
  return {
    work: sum(tasks.map(cost)),
    workPerSecond: sum(tasks.map(cost)) / seconds,
    workPerFrame: median(perFrame),
    workPerFrame95: quantile(perFrame, 0.95),
    longestTask: Math.max(...tasks.map(cost)),
  };
}

/** The cost of what was done from each frame to the next. */
function between(frames, tasks) {
  const costs = frames.slice(1).map(() => 0);
  let at = 0;
  for (const task of tasks.toSorted((a, b) => a.ts - b.ts)) {
    const middle = task.ts + task.dur / 2;
    while (at < costs.length && middle >= frames[at + 1]) at += 1;
    if (at < costs.length && middle >= frames[at]) costs[at] += cost(task);
  }
  return costs;
}

function cost({ tdur, dur }) {
  return (tdur ?? dur) / 1e3;
}
