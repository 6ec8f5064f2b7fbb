import assert from 'node:assert/strict';
import { test } from 'node:test';
import { closePanel, enterPinMode, escape, INITIAL_UI, openPanel, openThread, placeDraft, pressOutside, toggleExpanded } from '../../src/ui-state.ts';

const position = { x: 0, y: 0 };

test('opening a panel leaves pin mode and closes the popover', () => {
  assert.equal(enterPinMode(openThread(INITIAL_UI, 't')).thread, null);
  assert.equal(openPanel(INITIAL_UI, 'comments').pinMode, null);
  assert.equal(openPanel(INITIAL_UI, 'comments').panel, 'comments');
});

test('escape closes from the inside out', () => {
  const open = { ...openPanel(INITIAL_UI, 'comments'), editing: 'c1', confirming: 'c1' };
  const first = escape(open);
  assert.equal(first?.confirming, null);
  assert.equal(first?.editing, 'c1');
  const second = escape(first!);
  assert.equal(second?.editing, null);
  assert.equal(second?.panel, 'comments');
  assert.equal(escape(second!)?.panel, null);
  assert.equal(escape(INITIAL_UI), null);
});

test('a press outside keeps a draft pin', () => {
  const drafting = placeDraft(enterPinMode(INITIAL_UI), position);
  assert.equal(pressOutside(drafting), drafting);
  assert.equal(pressOutside(openThread(INITIAL_UI, 't')).thread, null);
  assert.equal(pressOutside(INITIAL_UI), INITIAL_UI);
});

test('collapsing the toolbar closes everything', () => {
  assert.deepEqual(toggleExpanded(openPanel(INITIAL_UI, 'notifications')), INITIAL_UI);
  assert.equal(toggleExpanded(INITIAL_UI).expanded, true);
});

test('closing a panel forgets what was being done in it', () => {
  assert.equal(closePanel({ ...openPanel(INITIAL_UI, 'comments'), editing: 'c' }).editing, null);
});
