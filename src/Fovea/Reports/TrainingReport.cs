using Fovea.Runs;
using Fovea.Training;

namespace Fovea.Reports;

/// <summary>
/// The page of a run: one HTML file that holds everything it shows and asks nothing of any network; it opens from disk, without scripts, in light and dark, and prints.
/// </summary>
public static class TrainingReport
{
    /// <summary>
    /// Writes <c>report.html</c> into the folder of a run, whole or not at all: headline figures, learning curves, first-layer filters before and after, confusion matrix,
    /// the worst mistakes as pictures, every value of the experiment. A run that was cancelled before its first epoch was finished gives a page that says so.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="result">What <see cref="TrainingRun.Run"/> returned.</param>
    /// <exception cref="FoveaException">The log or the best weights of the run are damaged, or the file cannot be written.</exception>
    public static void Write(TrainingRun run, TrainingResult result)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(result);
        AtomicFile.WriteAllText(run.Folder.Report, Page(ReportContent.Of(run, result)));
    }

    /// <summary>The page, which is well-formed XML as well as HTML. The policy in its head makes a browser refuse whatever is not inside the file.</summary>
    internal static string Page(ReportContent content) => Html.Of($"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <meta name="color-scheme" content="light dark"/>
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'"/>
        <title>{content.Result.Model} on {content.Result.Data}</title>
        {ReportStyle.Sheet}
        </head>
        <body>
        <main>
        {SummarySection.Of(content)}
        {CurvesSection.Of(content)}
        {FiltersSection.Of(content)}
        {ConfusionSection.Of(content)}
        {MistakesSection.Of(content)}
        {ExperimentSection.Of(content)}
        </main>
        </body>
        </html>

        """).ToString();
}
