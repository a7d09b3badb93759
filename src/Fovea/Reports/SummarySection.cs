using Fovea.Data;
using Fovea.Models;
using Fovea.Training;

namespace Fovea.Reports;

/// <summary>The head of the page: what was trained on what, what came of it, and how to do it again.</summary>
static class SummarySection
{
    public static Html Of(ReportContent content)
    {
        TrainingResult result = content.Result;
        ModelEntry? model = ModelRegistry.All.FirstOrDefault(entry => entry.Name == result.Model);
        DataSetEntry? data = DataSets.All.FirstOrDefault(entry => entry.Name == result.Data);
        return Html.Of($"""
            <header>
            <h1>{result.Model} <span class="on">trained on</span> {result.Data}</h1>
            <p>{(model is null ? "" : $"{Sentence(model.Description)} ({model.Paper}). ")}{(data is null ? "" : $"{Sentence(data.Description)}. ")}{Images(content)}</p>
            <dl class="tiles">
            {Html.Join(Tiles(content))}
            </dl>
            <h2>The same again</h2>
            <pre><code>{RepeatCommand.For(content.Experiment)}</code></pre>
            <p class="note">The same values give the same weights, bit for bit, with any number of threads. Every value stands at the end of this page and in experiment.json.</p>
            </header>
            """);
    }

    static IEnumerable<Html> Tiles(ReportContent content)
    {
        TrainingResult result = content.Result;
        if (result.Evaluation is { Count: > 0 } test)
        {
            int wrong = test.Mistakes().Count();
            (double low, double high) = Interval(test.Accuracy, test.Count);
            yield return Tile("Test accuracy", "testAccuracy", test.Accuracy, Figures.Percent(test.Accuracy),
                $"{Figures.Count(wrong)} wrong of {Figures.Count(test.Count)}; 95 % interval {Figures.Percent(low)} to {Figures.Percent(high)}", "main");
            if (test.Top5 is { } top5) yield return Tile("Test top five", "testTop5", top5, Figures.Percent(top5), "the right class is among the five most probable");
            yield return Tile("Test loss", "testLoss", test.Loss, Figures.Loss(test.Loss), "mean cross-entropy, nats");
        }
        else
        {
            yield return Missing("Test accuracy", "not evaluated: no epoch was finished, so there are no best weights", "main");
            yield return Missing("Test loss", "not evaluated");
        }
        yield return Tile("Images per second", "imagesPerSecond", result.ImagesPerSecond, Figures.Count((long)Math.Round(result.ImagesPerSecond)), "in training of the last session, loading included");
        yield return Tile("Time", "seconds", result.Seconds, Figures.Duration(result.Seconds), "of the last session, evaluation included");
        yield return Tile("Parameters", "parameters", result.Parameters, Figures.Count(result.Parameters), "numbers that were learned");
        yield return Tile("Epochs", "epochs", result.Epochs, $"{Figures.Count(result.Epochs)} of {Figures.Count(content.Experiment.Epochs)}", Ended(content));
    }

    static Html Missing(string name, string note, string style = "") => Html.Of($"""<div class="{style}"><dt>{name}</dt><dd>–</dd><dd class="note">{note}</dd></div>""");

    static Html Tile(string name, string id, double exact, string shown, string note, string style = "") => Html.Of($"""
        <div class="{style}"><dt>{name}</dt><dd id="{id}">{Figures.Data(exact, shown)}</dd><dd class="note">{note}</dd></div>
        """);

    static string Ended(ReportContent content) => content.Result.End switch
    {
        TrainingEnd.Complete => "all epochs are done",
        TrainingEnd.EarlyStop => $"ended early: no smaller validation loss for {Figures.Plural(content.Experiment.EarlyStop, "epoch", "epochs")}",
        _ => "cancelled; can be resumed",
    };

    static string Images(ReportContent content) =>
        $"Learned from {Figures.Plural(content.Train.Count, "image", "images")} of {content.Train.Height} × {content.Train.Width} pixels, {Colour(content.Train.Channels)}, "
        + $"in {Figures.Plural(content.Train.Classes.Count, "class", "classes")}; "
        + (content.Validation == 0 ? "nothing held out for validation" : $"{Figures.Count(content.Validation)} held out for validation") + $"; {Figures.Count(content.Test.Count)} for the test.";

    static string Colour(int channels) => channels switch { 1 => "grey", 3 => "RGB", _ => $"{channels} channels" };

    static string Sentence(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    /// <summary>Where the accuracy on all such images lies with a probability of 95 % (Wilson 1927).</summary>
    static (double Low, double High) Interval(double share, int count)
    {
        const double Z = 1.96;
        double spread = Z * Z / count, middle = (share + spread / 2) / (1 + spread);
        double half = Z / (1 + spread) * Math.Sqrt(share * (1 - share) / count + spread / (4 * count));
        return (Math.Max(0, middle - half), Math.Min(1, middle + half));
    }
}
