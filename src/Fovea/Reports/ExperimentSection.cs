using Fovea.Runs;

namespace Fovea.Reports;

/// <summary>Every value of the experiment, and what it ran on.</summary>
static class ExperimentSection
{
    public static Html Of(ReportContent content) => Html.Of($"""
        <section id="experiment">
        <h2>Every value of the experiment</h2>
        <p>Values in bold are not the defaults.</p>
        <div class="scroll"><table class="values">
        <thead><tr><th>key</th><th>value</th><th>meaning</th></tr></thead>
        <tbody>
        {Html.Join(ExperimentKey.All.Select(key => Row(key, content.Experiment)))}
        </tbody></table></div>
        <h2>What it ran on</h2>
        <div class="scroll"><table class="values"><tbody>
        <tr><th>Fovea</th><td>{content.Versions.Fovea}</td></tr>
        <tr><th>runtime</th><td>{content.Versions.Runtime}</td></tr>
        <tr><th>machine</th><td>{content.Versions.Machine}</td></tr>
        <tr><th>folder</th><td>{content.Result.Out}</td></tr>
        </tbody></table></div>
        </section>
        """);

    static Html Row(ExperimentKey key, Experiment experiment)
    {
        string value = key.Format(experiment);
        bool changed = value != key.Default;
        return Html.Of($"""<tr class="{(changed ? "changed" : "")}"><th>{key.Name}</th><td>{(value.Length == 0 ? "–" : value)}</td><td class="note">{key.Description}</td></tr>""");
    }
}
