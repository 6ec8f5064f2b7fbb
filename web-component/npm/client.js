// `pulse-client` of npm, started in the way that the widget's loader starts it.
import { init, PulseClient } from 'pulse-client';

export default (source) => init(source?.module_or_path);
export { PulseClient };
