"""The chart of how a month's figure came to be, and how far earlier ones moved at the same step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers import revisions
from helpers.charts import hover
from helpers.charts.chart import Chart, finish
from helpers.charts.marks import panel_title
from helpers.charts.theme import COLOURS, SMALL, canvas, theme
from helpers.display import Missing, flow_name, organisation, source_line
from helpers.loading import Panel
from helpers.months import parse_date
from helpers.revisions import STEPS
from helpers.translation import later, tr
from helpers.wording import absent, calendar_month, joined, month_name, pct, signed

LEAST = 10  # earlier months below which there is no range of eight in ten
LINES = {"low": 0.1, "median": 0.5, "high": 0.9}  # quantiles
PANELS = (("days_10", "days_20", "first"), ("first", "interim", "closing"))
TITLES = (later("{flow}: first days"), later("{flow}: since release"))
TICKS = {
    "days_10": later("1–10 days"),
    "days_20": later("1–20 days"),
    "first": later("Release"),
    "interim": later("Confirmed"),
    "closing": later("Closing"),
}
WORDS = {
    "days_10": later("{rate} after 10 days"),
    "days_20": later("{rate} after 20 days"),
    "first": later("{rate} at first release"),
    "interim": later("{rate} as confirmed"),
    "closing": later("{rate} at the closing"),
}
# An interim figure that is not the customs service's.
REVISED = (later("Revised"), later("{rate} as revised"))
ROW, GAP, TOP, BOTTOM = 1.35, 1.0, 0.3, 0.65  # inches


@dataclass(frozen=True)
class Course:
    """How the growth of one flow became known, and the fan of earlier months around it.

    Attributes
    ----------
    flow : str
        exports or imports.
    held : pandas.DataFrame
        By step, those held of the month: see `helpers.revisions.steps`.
    fan : pandas.DataFrame
        By step: months, low, median and high (percentage points from the first release); steps
        with fewer than `LEAST` months are absent.
    """

    flow: str
    held: pd.DataFrame
    fan: pd.DataFrame

    @property
    def speaks(self) -> bool:
        """Whether there is a way to show: two steps, or the first release and a range to come."""
        later = self.fan.index.intersection(["interim", "closing"])
        return len(self.held) > 1 or (len(self.held) > 0 and len(later) > 0)

    def growth(self, step: str) -> float:
        """Give the growth at a step that is held."""
        return float(self.held["growth"][step])

    def day(self, step: str) -> str:
        """Give the day on which a step became known."""
        return str(self.held["published"][step])

    def is_revised(self, step: str) -> bool:
        """Tell an interim figure that is not the customs service's."""
        return step == "interim" and str(self.held["status"][step]) != "confirmed"

    def words(self, step: str) -> str:
        """Say the growth at a step."""
        words = REVISED[1] if self.is_revised(step) else WORDS[step]
        return tr(words, rate=pct(self.growth(step)))

    def months(self, step: str) -> int:
        """Count the earlier months behind the fan at a step."""
        return int(self.fan["months"][step])

    def range(self, step: str) -> str:
        """Say the fan at a step."""
        return tr(
            "{low} to {high} points from their first release, median {median} ({months} months)",
            **{name: signed(float(self.fan[name][step]), 2) for name in LINES},
            months=self.months(step),
        )

    def has_range(self, step: str) -> bool:
        """Tell whether the fan passes through a step; it starts at the first release."""
        return step in self.fan.index or (step == "first" and len(self.fan) > 0)

    def bound(self, step: str, name: str) -> float:
        """Give a line of the fan at a step, in per cent."""
        beyond = 0.0 if step == "first" else float(self.fan[name][step])
        return self.growth("first") + beyond


@theme()
def revision(trade: Panel, flow: str = "") -> Chart | Missing:
    """Draw how growth of exports and imports became known, and how earlier months moved then.

    On the left from the first 10 and 20 days to the first release, on the right from there to the
    yearly closing on a scale of its own. The band holds eight in ten of the earlier months whose
    first release and whose figure of that step are held, drawn around this month's first release.

    Parameters
    ----------
    trade : Panel
        Only what was known on its date is drawn, of its own month and of earlier ones.
    flow : str
        exports or imports alone; both by default.
    """
    flows = (flow,) if flow else revisions.FLOWS
    slug = f"{flow}-revision" if flow else "revision"
    paths = [path for each in flows if (path := _path(trade, each)).speaks]
    if not paths:
        return Missing(f"fig-{slug}", _nothing(trade, flows))
    shown = [
        (steps, title)
        for steps, title in zip(PANELS, TITLES, strict=True)
        if any(_is_drawn(path, steps) for path in paths)
    ]
    height = TOP + BOTTOM + ROW * len(paths) + GAP * (len(paths) - 1)
    fig, columns = canvas(
        height=height, left=0.55, right=0.1, top=TOP, bottom=BOTTOM, panels=len(shown), gap=0.6
    )
    spots = []
    for column, (steps, title) in zip(columns, shown, strict=True):
        for axis, path in zip(_rows(fig, column, len(paths)), paths, strict=True):
            panel_title(axis, tr(title, flow=flow_name(path.flow)))
            _draw(axis, path, steps)
            said = [_said(trade, path, step) for step in steps]
            spots += hover.by_column(axis, range(len(steps)), said)
    return finish(
        fig,
        title=_finding(paths[0]),
        subtitle=tr(
            "{} on a year before, as it became known; band, where eight in ten earlier months"
            " stood at that step from their first release",
            month_name(trade.month),
        ),
        unit=tr("per cent"),
        source=_source(trade, paths),
        alt=" ".join(
            [tr("Lines of growth by the step at which it became known."), *map(_alt, paths)]
        ),
        slug=slug,
        data=pd.concat([_data(path) for path in paths], ignore_index=True),
        notes=list(_notes(trade, flows, paths)),
        spots=spots,
    )


def _path(trade: Panel, flow: str) -> Course:
    held, moved = revisions.steps(trade, flow), revisions.moves(trade, flow)
    months = held.index.get_level_values("period")
    own = held.loc[months == trade.month].droplevel("period")
    counted = moved.loc[:, moved.notna().sum().ge(LEAST)]
    lines = {name: counted.quantile(share) for name, share in LINES.items()}
    fan = pd.DataFrame({"months": counted.notna().sum()} | lines)
    return Course(flow, own, fan if "first" in own.index else fan[:0])


def _is_drawn(path: Course, steps: Sequence[str]) -> bool:
    """Tell whether a panel has more to show than the first release."""
    others = [step for step in steps if step != "first"]
    held = set(path.held.index)
    return bool(held & set(others)) or (
        steps == PANELS[1] and bool(set(path.fan.index) & set(others))
    )


def _rows(fig: Figure, column: Axes, count: int) -> list[Axes]:
    """Divide a panel into rows, each with room for its own ticks and title."""
    box, high = column.get_position(), fig.get_figheight()
    axes = [column, *(fig.add_axes((0, 0, 1, 1)) for _ in range(count - 1))]
    for row, axis in enumerate(axes):
        foot = box.y1 - (ROW * (row + 1) + GAP * row) / high
        axis.set_position((box.x0, foot, box.width, ROW / high))
    return axes


def _draw(axis: Axes, path: Course, steps: Sequence[str]) -> None:
    """Draw the fan, the way of the month over it, and the values."""
    colour = COLOURS["export" if path.flow == "exports" else "import"]
    ranged = [place for place, step in enumerate(steps) if path.has_range(step)]
    if len(ranged) > 1:
        low, middle, high = ([path.bound(steps[place], name) for place in ranged] for name in LINES)
        axis.fill_between(ranged, low, high, color=colour, alpha=0.18, linewidth=0, zorder=1)
        dashes = (0, (3, 2))
        axis.plot(ranged, middle, color=COLOURS["context"], linewidth=1.3, linestyle=dashes)
    rates = {
        place: path.growth(step) for place, step in enumerate(steps) if step in path.held.index
    }
    axis.plot(list(rates), list(rates.values()), "o-", color=colour, linewidth=1.8, zorder=4)
    for place, rate in rates.items():
        beside = [rates[each] for each in (place - 1, place + 1) if each in rates]
        above = not beside or rate >= sum(beside) / len(beside)
        if steps[place] in path.fan.index:  # away from the dashes
            above = rate >= path.bound(steps[place], "median")
        exact = steps == PANELS[1] and not path.held.at[steps[place], "printed"]
        axis.annotate(
            pct(rate, 2 if exact else 1), (place, rate), xytext=(0, 11 if above else -11),
            textcoords="offset points", ha="center", va="center", fontsize=SMALL,
        )  # fmt: skip
    axis.margins(y=0.3)
    axis.set_xlim(-0.45, len(steps) - 0.55)
    axis.set_xticks(range(len(steps)), [_tick(path, step) for step in steps])


def _tick(path: Course, step: str) -> str:
    """Name a step and its day, or say that its figure is not held."""
    if step not in path.held.index:
        gone = path.held.index.isin(STEPS[STEPS.index(step) :]).any()
        return "\n".join((tr(TICKS[step]), absent() if gone else tr("to come")))
    day = parse_date(path.day(step))
    name = tr(REVISED[0] if path.is_revised(step) else TICKS[step])
    month = calendar_month(day.month, short=True)
    return "\n".join((name, tr("{day} {month}", day=day.day, month=month), str(day.year)))


def _finding(path: Course) -> str:
    """Say the last figure of the first days, that of the first release and the newest one."""
    flash, after = ([s for s in part if s in path.held.index] for part in (STEPS[:2], STEPS[3:]))
    first = ["first"] if "first" in path.held.index else []
    said = [path.words(step) for step in [*flash[-1:], *first, *after[-1:]]]
    return tr("Growth of {flow}: {rates}", flow=flow_name(path.flow).lower(), rates=", ".join(said))


def _way(path: Course) -> str:
    """Say the growth at every step held."""
    rates = ", ".join(path.words(str(step)) for step in path.held.index)
    return f"{flow_name(path.flow)} {rates}"


def _said(trade: Panel, path: Course, step: str) -> str:
    """Say what is seen at a step; nothing where there is nothing."""
    parts = []
    if step in path.held.index:
        parts.append(f"{path.words(step)} ({path.day(step)})")
    if step in path.fan.index:
        parts.append(tr("earlier months {}", path.range(step)))
    name = f"{month_name(trade.month, short=True)}, {flow_name(path.flow).lower()}"
    return f"{name}: {'; '.join(parts)}" if parts else ""


def _alt(path: Course) -> str:
    """Say the way of a flow and its newest range, for those who do not see them."""
    if path.fan.empty:
        return f"{_way(path)}."
    step = str(path.fan.index[-1])
    return tr(
        "{way}; eight in ten earlier months {range} {step}.",
        way=_way(path),
        range=path.range(step),
        step=tr(WORDS[step], rate="").strip(),
    )


def _notes(trade: Panel, flows: Sequence[str], paths: Sequence[Course]) -> Iterator[str]:
    yield tr(
        "Rates of the first days and of the release as printed, as far as held; others computed"
        " from the values known on the day. Each panel has a scale of its own."
    )
    if any(str(path.held["published"].get("closing", "")).endswith("-02-01") for path in paths):
        yield tr("The closing of a year has no day of its own: 1 February stands for it.")
    for path in paths:
        named = {"flow": flow_name(path.flow).lower()}
        counts = [tr(WORDS[step], rate=path.months(step)) for step in path.fan.index.astype(str)]
        if counts:
            yield tr(
                "Earlier months behind the band of {flow}, whose median is dashed: {counts}.",
                **named,
                counts=", ".join(counts),
            )
        elif "first" in path.held.index:
            yield tr(
                "No band of {flow}: fewer than {least} earlier months hold two steps.",
                **named,
                least=LEAST,
            )
        else:
            yield tr("No band of {flow}: the first release of the month is not held.", **named)
    for flow in flows:
        if flow not in [path.flow for path in paths]:
            yield tr(
                "Of {flow} of {month} earlier vintages are not held.",
                flow=flow_name(flow).lower(),
                month=month_name(trade.month),
            )


def _source(trade: Panel, paths: Sequence[Course]) -> str:
    """Name the sources: of the months, and of their first days where shown."""
    whole = source_line(*(trade.facts(path.flow, "total") for path in paths), at=trade.month)
    days = any(path.held["status"].eq("flash").any() for path in paths)
    flash = tr("{whole}; first days: {organisation}, flash", whole=whole,
               organisation=organisation("flash"))  # fmt: skip
    return flash if days else whole


def _nothing(trade: Panel, flows: Sequence[str]) -> str:
    named = {
        "flows": joined([flow_name(flow).lower() for flow in flows]),
        "month": month_name(trade.month),
    }
    if not trade.as_of:
        return tr(
            "Earlier vintages of {flows} of {month} are not held: how their growth became known"
            " cannot be shown.",
            **named,
        )
    return tr(
        "Earlier vintages of {flows} of {month} are not held on {day}: how their growth became"
        " known cannot be shown.",
        **named,
        day=trade.as_of,
    )


def _data(path: Course) -> pd.DataFrame:
    columns = {"value": "value_usd_million", "growth": "growth_pct"}
    fan = path.fan.set_axis(["earlier_months", "low_pp", "median_pp", "high_pp"], axis=1)
    both = path.held.rename(columns=columns).join(fan, how="outer")
    both = both.reindex([step for step in STEPS if step in both.index])
    return both.rename_axis("step").reset_index().assign(flow=path.flow)
