namespace Fovea.Reports;

/// <summary>Loss, accuracy and learning rate over the epochs, as curves and as a table.</summary>
static class CurvesSection
{
    /// <summary>From this ratio of the largest to the smallest value on, an axis is logarithmic.</summary>
    const double LossRatio = 20, RateRatio = 5;

    public static Html Of(ReportContent content)
    {
        IReadOnlyList<EpochFigures> epochs = content.Epochs;
        if (epochs.Count == 0) return Html.Of($"""<section id="curves"><h2>Learning curves</h2><p>No epoch was finished, so there is nothing to draw yet.</p></section>""");
        bool held = epochs.Any(epoch => epoch.ValidationLoss is not null);
        int[] numbers = [.. epochs.Select(epoch => epoch.Epoch)];
        int? best = held ? content.Best?.Epoch : null;
        Curve[] losses = Pair(epoch => epoch.TrainLoss, epoch => epoch.ValidationLoss), accuracies = Pair(epoch => epoch.TrainAccuracy, epoch => epoch.ValidationAccuracy);
        double[] rates = [.. epochs.Select(epoch => epoch.LearningRate)];
        LineChart loss = new()
        {
            Title = "Loss", Epochs = numbers, Curves = losses, Best = best, Format = Figures.Loss, Tick = Figures.Short,
            Axis = Axis.Falling(losses.SelectMany(curve => curve.Values), LossRatio),
        };
        LineChart accuracy = new()
        {
            Title = "Accuracy", Epochs = numbers, Curves = accuracies, Best = best, Format = Figures.Percent, Tick = share => Figures.Short(Math.Round(share * 100, 6)) + " %",
            Axis = Axis.Shares(accuracies.SelectMany(curve => curve.Values)),
        };
        LineChart rate = new()
        {
            Title = "Learning rate", Epochs = numbers, Curves = [new Curve("learning rate", "rate", rates)], Best = best, Format = Figures.Short, Tick = Figures.Short, Height = 200,
            Axis = Axis.Falling(rates, RateRatio),
        };
        return Html.Of($"""
            <section id="curves">
            <h2>Learning curves</h2>
            <p>Loss is the mean cross-entropy in nats. The training images are measured while the weights are still changing, the validation images after the epoch{(held ? ""
                : "; nothing was held out for validation here")}.{Remark(content, held)}</p>
            <div class="charts">
            {loss.Draw()}
            {accuracy.Draw()}
            {rate.Draw()}
            {Table(content, held)}
            </div>
            </section>
            """);

        Curve[] Pair(Func<EpochFigures, double> train, Func<EpochFigures, double?> validation)
        {
            Curve learned = new("training", held ? "train beside" : "train", [.. epochs.Select(train)]);
            return held ? [learned, new Curve("validation", "validation", [.. epochs.Select(epoch => validation(epoch) ?? double.NaN)])] : [learned];
        }
    }

    static Html Remark(ReportContent content, bool held) => content.Best switch
    {
        { } best when held => Html.Of($" Epoch {best.Epoch} has the smallest validation loss; its weights are kept in best.safetensors and used for everything below."),
        { } last => Html.Of($" The weights of the last epoch, {last.Epoch}, are used for everything below."),
        null => Html.Of($" No epoch has a finite validation loss."),
    };

    static Html Table(ReportContent content, bool held) => Html.Of($"""
        <details>
        <summary>The same numbers as a table</summary>
        <div class="scroll"><table class="numbers" id="epochTable">
        <thead><tr><th>epoch</th><th>training loss</th>{Html.When(held, () => Html.Of($"<th>validation loss</th>"))}<th>training accuracy</th>{Html.When(held,
            () => Html.Of($"<th>validation accuracy</th>"))}{Html.When(HasTop5(content), () => Html.Of($"<th>validation top five</th>"))}<th>learning rate</th></tr></thead>
        <tbody>
        {Html.Join(content.Epochs.Select(epoch => Row(epoch, held, HasTop5(content), epoch == content.Best)))}
        </tbody></table></div>
        </details>
        """);

    static Html Row(EpochFigures epoch, bool held, bool top5, bool best) => Html.Of($"""
        <tr class="{(best ? "best" : "")}"><th>{epoch.Epoch}{(best ? " (best)" : "")}</th>{Cell(epoch.TrainLoss, Figures.Loss)}{Html.When(held,
            () => Cell(epoch.ValidationLoss, Figures.Loss))}{Cell(epoch.TrainAccuracy, Figures.Percent)}{Html.When(held,
            () => Cell(epoch.ValidationAccuracy, Figures.Percent))}{Html.When(top5,
            () => Cell(epoch.ValidationTop5, Figures.Percent))}{Cell(epoch.LearningRate, Figures.Short)}</tr>
        """);

    static bool HasTop5(ReportContent content) => content.Epochs.Any(epoch => epoch.ValidationTop5 is not null);

    static Html Cell(double? value, Func<double, string> format) => value is { } known ? Html.Of($"<td>{Figures.Data(known, format(known))}</td>") : Html.Of($"<td>–</td>");
}
