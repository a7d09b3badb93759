namespace Fovea.Reports;

/// <summary>One curve of a chart.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="Style">Its class in the style sheet.</param>
/// <param name="Values">One for each epoch of the chart; what is not finite leaves a gap.</param>
sealed record Curve(string Name, string Style, double[] Values);

/// <summary>Curves over epochs as a drawing that scales: axes with round ticks, a legend, the best epoch, and the values of an epoch where the pointer rests.</summary>
sealed class LineChart
{
    const int Width = 520, Left = 62, Right = 18, Top = 46, Bottom = 46, MostPoints = 60, MostColumns = 400;

    public required string Title { get; init; }

    /// <summary>The number of each epoch, rising.</summary>
    public required int[] Epochs { get; init; }

    public required IReadOnlyList<Curve> Curves { get; init; }

    public required Axis Axis { get; init; }

    /// <summary>How a value is written.</summary>
    public required Func<double, string> Format { get; init; }

    /// <summary>How a tick of the axis is written.</summary>
    public required Func<double, string> Tick { get; init; }

    /// <summary>The best epoch, which is marked.</summary>
    public int? Best { get; init; }

    public int Height { get; init; } = 300;

    int Base => Height - Bottom;

    public Html Draw()
    {
        Axis across = Axis.Epochs(Epochs[^1]);
        double x(double epoch) => Left + across.Place(epoch) * (Width - Left - Right);
        double y(double value) => Base - Math.Clamp(Axis.Place(value), -0.05, 1.05) * (Base - Top);
        return Html.Of($"""
            <svg viewBox="0 0 {Width} {Height}" role="img" aria-label="{Title} over epochs">
            {Grid(x, y, across)}
            {Html.When(Best is not null, () => Mark(x(Best!.Value)))}
            {Html.Join(Curves.Select(curve => Line(curve, x, y)))}
            {Legend()}
            {Columns(x)}
            </svg>
            """);
    }

    Html Grid(Func<double, double> x, Func<double, double> y, Axis across) => Html.Of($"""
        {Html.Join(Axis.Ticks.Select(tick => Html.Of($"""
            <path class="grid" d="M{Left} {At(y(tick))}H{Width - Right}"/><text x="{Left - 8}" y="{At(y(tick) + 4)}" text-anchor="end">{Tick(tick)}</text>
            """)))}
        <path class="axis" d="M{Left} {Base}H{Width - Right}"/>
        {Html.Join(across.Ticks.Select(tick => Html.Of($"""
            <path class="axis" d="M{At(x(tick))} {Base}v5"/><text x="{At(x(tick))}" y="{Base + 19}" text-anchor="middle">{tick:0}</text>
            """)))}
        <text x="{At((Left + Width - Right) / 2.0)}" y="{Height - 6}" text-anchor="middle">epoch</text>
        """);

    Html Mark(double at)
    {
        bool right = at > Width * 0.6;
        return Html.Of($"""
            <path class="best" d="M{At(at)} {Top - 4}V{Base}"/>
            <text class="best" x="{At(right ? at + 2 : at - 2)}" y="{Top - 9}" text-anchor="{(right ? "end" : "start")}">best: epoch {Best!.Value}</text>
            """);
    }

    Html Line(Curve curve, Func<double, double> x, Func<double, double> y)
    {
        List<string> path = [];
        List<Html> points = [];
        bool drawing = false;
        for (int i = 0; i < Epochs.Length; i++)
        {
            if (!double.IsFinite(curve.Values[i]) || (Axis.IsLogarithmic && curve.Values[i] <= 0))
            {
                drawing = false;
                continue;
            }
            (string px, string py) = (At(x(Epochs[i])), At(y(curve.Values[i])));
            path.Add($"{(drawing ? 'L' : 'M')}{px} {py}");
            drawing = true;
            if (Epochs.Length <= MostPoints) points.Add(Html.Of($"""<circle cx="{px}" cy="{py}" r="3.2"/>"""));
        }
        return Html.Of($"""<g class="{curve.Style}"><path class="line" d="{string.Join("", path)}"/>{Html.Join(points)}</g>""");
    }

    Html Legend()
    {
        List<Html> items = [Html.Of($"""<text class="title" x="0" y="15">{Title}{(Axis.IsLogarithmic ? " (logarithmic)" : "")}</text>""")];
        if (Curves.Count > 1)
        {
            int at = Width - Right;
            foreach (Curve curve in Curves.Reverse())
            {
                at -= 8 * curve.Name.Length;
                items.Add(Html.Of($"""<g class="{curve.Style}"><path class="line" d="M{at - 28} 11h22"/><text x="{at}" y="15">{curve.Name}</text></g>"""));
                at -= 42;
            }
        }
        return Html.Join(items);
    }

    /// <summary>Invisible columns, one an epoch, that tell its values; of very many epochs, evenly chosen ones.</summary>
    Html Columns(Func<double, double> x)
    {
        int step = (Epochs.Length + MostColumns - 1) / MostColumns;
        List<Html> columns = [];
        for (int i = 0; i < Epochs.Length; i += step)
        {
            double from = i == 0 ? Left - 4 : (x(Epochs[i]) + x(Epochs[i - step])) / 2;
            double to = i + step >= Epochs.Length ? Width - Right + 4 : (x(Epochs[i]) + x(Epochs[i + step])) / 2;
            Html values = Html.Join(Curves.Select(curve => Html.Of($"{curve.Name} {Format(curve.Values[i])}")));
            columns.Add(Html.Of($"""
                <rect class="hover" x="{At(from)}" y="{Top}" width="{At(to - from)}" height="{Base - Top}"><title>epoch {Epochs[i]}
                {values}</title></rect>
                """));
        }
        return Html.Join(columns);
    }

    static string At(double place) => Figures.Place(place);
}
