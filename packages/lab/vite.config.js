import { defaultClientConditions, defineConfig } from 'vite';

export default defineConfig({
  base: './',
  resolve: { conditions: ['@sockeye/source', ...defaultClientConditions] },
  build: { target: 'es2022', sourcemap: false, modulePreload: false },
});
