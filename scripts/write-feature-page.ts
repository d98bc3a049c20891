import { writeFileSync } from 'node:fs';
import { featurePage } from './feature-page.ts';

writeFileSync(new URL('../docs/features.md', import.meta.url), featurePage());
