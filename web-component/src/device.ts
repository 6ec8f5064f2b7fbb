/** What kind of device the page is shown on, for the badge that others see. */
import type { DeviceType } from './client/contract.ts';

export function deviceType(): DeviceType {
  const touch = matchMedia('(pointer: coarse) and (hover: none)').matches;
  if (!touch) return 'desktop';
  return Math.min(screen.width, screen.height) < 600 ? 'mobile' : 'tablet';
}
