// Grafana's own types, for what is written as JSON: an enum's member becomes the text or number that stands for it,
// and the options of a panel may be left to their defaults.
import type { Dashboard, Panel } from "@grafana/schema";
import type * as bargauge from "@grafana/schema/dist/esm/raw/composable/bargauge/panelcfg/x/BarGaugePanelCfg_types.gen.d.ts";
import type * as stat from "@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen.d.ts";
import type * as table from "@grafana/schema/dist/esm/raw/composable/table/panelcfg/x/TablePanelCfg_types.gen.d.ts";
import type * as tempo from "@grafana/schema/dist/esm/raw/composable/tempo/dataquery/x/TempoDataQuery_types.gen.d.ts";
import type * as timeseries from "@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen.d.ts";

type Plain<T> = T extends string
  ? `${T}`
  : T extends number
    ? number
    : T extends object
      ? { [K in keyof T]: Plain<T[K]> }
      : T;

type Partially<T> = T extends object ? { [K in keyof T]?: Partially<T[K]> } : T;

type Shown<Options, Custom> = Plain<Omit<Panel, "options" | "fieldConfig">> & {
  options?: Partially<Plain<Options>>;
  fieldConfig?: Plain<Panel["fieldConfig"]> & { defaults?: { custom?: Partially<Plain<Custom>> } };
};

export type Page = Plain<Dashboard>;
export type TimeseriesPanel = Shown<timeseries.Options, timeseries.FieldConfig>;
export type StatPanel = Shown<stat.Options, object>;
export type BargaugePanel = Shown<bargauge.Options, object>;
export type TablePanel = Shown<table.Options, table.FieldConfig>;
export type TempoTarget = Partially<Plain<tempo.TempoQuery>>;
// The package has no type for a query of Prometheus: these are the fields that Grafana's own editor writes.
export type PrometheusTarget = {
  refId: string;
  expr: string;
  legendFormat?: string;
  format?: "time_series" | "table" | "heatmap";
  instant?: boolean;
  range?: boolean;
  exemplar?: boolean;
};
