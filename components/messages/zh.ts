import { shell } from './zh/shell';
import { ui } from './zh/ui';
import { jobs } from './zh/jobs';
import { logs } from './zh/logs';
import { cronjobs } from './zh/cronjobs';
import { designer } from './zh/designer';
import { schedule } from './zh/schedule';

export const zh = { shell, ui, jobs, logs, cronjobs, designer, schedule };
