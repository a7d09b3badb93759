using Fovea.Data;
using Spectre.Console;

namespace Fovea.Cli;

/// <summary>
/// Bars that move while something is done, at the bottom of a terminal; what is written meanwhile scrolls above them. Where nobody looks, only the lines remain.
/// </summary>
sealed class LiveProgress : IProgress<DownloadProgress>
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    readonly Output output;
    readonly ProgressContext? context;
    readonly Dictionary<string, ProgressTask> tasks = [];
    readonly HashSet<string> announced = [];
    long last;

    LiveProgress(Output output, ProgressContext? context) => (this.output, this.context) = (output, context);

    /// <summary>Does something with bars to show for it; they disappear at the end.</summary>
    public static T Show<T>(Output output, Func<LiveProgress, T> work)
    {
        if (!output.IsLive) return work(new LiveProgress(output, null));
        return output.Console.Progress().AutoClear(true).Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 24 })
            .Start(context => work(new LiveProgress(output, context)));
    }

    /// <summary>Whether it is worth making up a new text: a terminal looks on, and a moment has passed since the last one.</summary>
    public bool IsDue => context is not null && TimeProvider.System.GetElapsedTime(last) >= Pause;

    /// <summary>Moves a bar to a share of 0 to 1, with a text before it.</summary>
    public void Report(string key, double share, string text)
    {
        if (context is null) return;
        last = TimeProvider.System.GetTimestamp();
        text = Markup.Escape(text);
        if (!tasks.TryGetValue(key, out ProgressTask? task)) tasks[key] = task = context.AddTask(text, maxValue: 1);
        task.Description = text;
        task.Value = share;
    }

    /// <summary>Shows a download.</summary>
    void IProgress<DownloadProgress>.Report(DownloadProgress value)
    {
        if (context is null && announced.Add(value.File)) output.Line($"downloading {value.File} ({Figures.Bytes(value.Total)})");
        bool ends = value.Bytes == 0 || value.Bytes >= value.Total;
        if (ends || IsDue) Report(value.File, value.Total == 0 ? 1 : (double)value.Bytes / value.Total, $"{value.File}  {Figures.Bytes(value.Bytes)} of {Figures.Bytes(value.Total)}");
    }
}
