import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

const server = 'http://localhost:5080';

export default defineConfig({
  plugins: [svelte()],
  build: {
    target: 'es2022',
    // The first with light-dark(); all of them are more than two versions old.
    cssTarget: ['chrome123', 'firefox128', 'safari17.5'],
    // Everything else is inlined as data: URLs, which the page's policy (img-src 'self' blob:) refuses.
    assetsInlineLimit: 0,
    // The polyfill is for browsers older than the ones Svelte 5 itself runs in.
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: {
      '/api': server,
      '/ws': { target: server, ws: true },
    },
  },
  // Tests run the browser's build of Svelte, so that $effect and $derived work as on the page.
  resolve: process.env.VITEST ? { conditions: ['browser'] } : {},
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.ts'],
  },
});
