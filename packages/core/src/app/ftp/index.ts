import type { Layer } from '../../basis/layer.ts';
import type { TelnetService } from '../telnet/Service.ts';
import type { FtpService } from './Service.ts';
import type { FtpConfig, FtpState } from './State.ts';
import { deadline, initial } from './State.ts';
import { step } from './step.ts';

export type { FtpConfig, FtpState } from './State.ts';
export type { Answer, DataConnection, FtpAction, FtpService, ListStyle, Transfer, Type } from './Service.ts';
export type { FtpLimits } from './limits.ts';

/**
 * The control connection of an FTP server, over Telnet: commands in, replies out, and actions for whoever has files and sockets.
 *
 * Takes   who may log in, who is there, and what one client may take
 * Gives   a layer that is to stand on `telnet()`: `over(ftpControl(config), telnet())`
 * RFC     959; 1123 §4.1; 2389; 2428; 2577; 2640; 3659
 *
 * @category constructors
 * @since 0.1.0
 */
export const ftpControl = (config: FtpConfig): Layer<FtpState, FtpService, TelnetService> => ({
  initial: initial(config),
  step,
  deadline,
});
