using Fovea.Cli.Pictures;
using Fovea.Imaging;

namespace Fovea.Cli.Filtering;

/// <summary>What became of a picture.</summary>
enum FilterStatus
{
    /// <summary>Its turn has not come.</summary>
    Waiting,

    /// <summary>The result is written.</summary>
    Done,

    /// <summary>The result was there already.</summary>
    Skipped,

    /// <summary>There is no result, and a reason.</summary>
    Failed,
}

/// <summary>A picture to filter, where its result goes, and what became of it.</summary>
sealed class FilterTask(string from, string to)
{
    public string From => from;

    public string To => to;

    public FilterStatus Status { get; private set; }

    /// <summary>What was written, of a task that is done.</summary>
    public FilterResult? Result { get; private set; }

    /// <summary>Why there is no result, of a task that has failed.</summary>
    public string? Error { get; private set; }

    public void Skip() => Status = FilterStatus.Skipped;

    public void Fail(string reason) => (Status, Error) = (FilterStatus.Failed, reason);

    /// <summary>Does it; an error becomes the task's.</summary>
    public void Run(FilterRecipe recipe, PictureFormat format)
    {
        try
        {
            if (Path.GetDirectoryName(to) is { Length: > 0 } folder) OutputFolder.Create(folder);
            Result = recipe.Apply(from, to, format);
            Status = FilterStatus.Done;
        }
        catch (OutOfMemoryException)
        {
            Fail($"{from}: there is not enough memory for this picture");
        }
        // One bad picture of thousands, or one mistake of ours, must not keep the others from being done.
        catch (Exception error) when (error is not OperationCanceledException)
        {
            string reason = error is FoveaException ? error.Message : $"{error.GetType().Name}: {error.Message}";
            Fail(reason.StartsWith(from, StringComparison.Ordinal) || reason.StartsWith(to, StringComparison.Ordinal) ? reason : $"{from}: {reason}");
        }
    }
}
