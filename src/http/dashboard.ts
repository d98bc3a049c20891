import { fileURLToPath } from 'node:url';
import express, { type Express } from 'express';

/** The page and its files hold no data: what they show, they ask for with the key of who looks. */
const PUBLIC_FOLDER = fileURLToPath(new URL('../dashboard/public/', import.meta.url));

export function mountDashboard(app: Express): void {
  app.get('/', (_req, res) => {
    res.set('Cache-Control', 'no-cache').sendFile('index.html', { root: PUBLIC_FOLDER });
  });
  // `no-cache` means: ask each time, answered by 304 while the file is the same.
  app.use(
    '/assets',
    express.static(PUBLIC_FOLDER, { index: false, cacheControl: false, setHeaders: askEachTime }),
  );
}

const askEachTime = (res: express.Response): void => {
  res.setHeader('Cache-Control', 'no-cache');
};
