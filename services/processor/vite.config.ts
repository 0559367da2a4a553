import { defineConfig } from 'vite';
import { serviceBundle } from '../service-bundle.ts';

export default defineConfig(serviceBundle);
