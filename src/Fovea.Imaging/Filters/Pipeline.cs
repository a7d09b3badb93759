namespace Fovea.Imaging;

/// <summary>
/// Filters one after the other. Neighbours that work row by row run as one pass over memory, in strips that stay in cache. What lies between others is made as a whole where it
/// is small, and else strip by strip whenever it is needed, so that a large image takes little memory besides itself and the result.
/// </summary>
public sealed class Pipeline
{
    /// <summary>A pipeline of filters in the order in which they are applied.</summary>
    public Pipeline(params IReadOnlyList<Filter> filters) => Filters = [.. filters];

    /// <summary>The filters in the order in which they are applied.</summary>
    public IReadOnlyList<Filter> Filters { get; }

    /// <summary>The bytes up to which what lies between two filters is stored.</summary>
    internal long MostStored { get; init; } = PipelineRun.MostStored;

    /// <summary>
    /// Reads a pipeline: filters separated by <c>|</c>, each a name and parameters as <c>name=value</c>, as in <c>gaussian sigma=2 | sobel | nms</c>.
    /// Inside brackets and quotation marks blanks and <c>|</c> are part of the value: <c>correlate kernel=1/16 [1 2 1; 2 4 2; 1 2 1]</c>.
    /// </summary>
    /// <exception cref="FoveaException">A filter or a parameter is unknown, or a value is out of range.</exception>
    public static Pipeline Parse(string text)
    {
        List<Filter> filters = [];
        foreach (string[] words in PipelineText.Filters(text))
        {
            if (words.Length == 0) throw new FoveaException($"'{text}': a filter is missing {(filters.Count == 0 ? "at the start" : "behind a '|'")}", "write a filter's name, or identity");
            FilterEntry entry = FilterRegistry.Get(words[0]);
            Dictionary<string, string> given = [];
            foreach (string word in words[1..])
            {
                int equals = word.IndexOf('=');
                if (equals < 1) throw new FoveaException($"{entry.Name}: '{word}' is not a parameter and its value", "write name=value, without spaces in between");
                if (!given.TryAdd(word[..equals], word[(equals + 1)..])) throw new FoveaException($"{entry.Name}: {word[..equals]} is given twice");
            }
            filters.Add(entry.Create(given));
        }
        return new Pipeline(filters);
    }

    /// <summary>What the pipeline gives for an image of a kind.</summary>
    /// <exception cref="FoveaException">A filter does not take what the one before it gives.</exception>
    public ImageKind ResultOf(ImageKind input)
    {
        foreach (Filter filter in Filters) input = filter.ResultOf(input);
        return input;
    }

    /// <summary>The result for an image, which stays as it is.</summary>
    /// <exception cref="FoveaException">A filter does not take what the one before it gives.</exception>
    public Image Run(Image image) => Run(image, Whole(image));

    /// <summary>
    /// Writes the result for an image into one that is there already. That is worth while where pictures follow each other: memory that is new must be fetched from the
    /// operating system page by page, which takes longer than many a filter.
    /// </summary>
    /// <param name="image">The image.</param>
    /// <param name="result">Where the result goes: another image, of the kind that <see cref="ResultOf"/> says.</param>
    /// <exception cref="FoveaException">The result is of another kind or the image itself, or a filter does not take what the one before it gives.</exception>
    public void RunInto(Image image, Image result)
    {
        ImageKind kind = ResultOf(image.Kind);
        if (result.Kind != kind) throw new FoveaException($"the result of '{this}' is {kind}, the image for it {result}");
        if (ReferenceEquals(image, result)) throw new FoveaException($"'{this}' cannot write into the image that it reads", "give another image for the result");
        Image made = Run(image, Whole(image), result);
        if (ReferenceEquals(made, result)) return;
        made.CopyTo(result);
        if (!ReferenceEquals(made, image)) made.Dispose();
    }

    /// <summary>The result for a part of an image as if the part were an image of its own; nothing is copied for it.</summary>
    /// <exception cref="FoveaException">The region does not lie in the image, or a filter does not take what the one before it gives.</exception>
    public Image Run(Image image, Region region)
    {
        region.CheckInside(image.Kind);
        ResultOf(image.Kind with { Height = region.Height, Width = region.Width }); // all of it before anything is computed
        Image made = Run(image, region, (Image?)null);
        return ReferenceEquals(made, image) ? image.CropTo(region) : made;
    }

    /// <summary>
    /// A part of the result for a whole image, computed from that part and from what is seen around it: the same pixels as if the whole image had been filtered
    /// and the result cropped.
    /// </summary>
    /// <param name="image">The image.</param>
    /// <param name="region">The part, in the pixels of the result.</param>
    /// <exception cref="FoveaException">The region does not lie in the result, or a filter does not take what the one before it gives.</exception>
    public Image RunPart(Image image, Region region)
    {
        ImageKind kind = ResultOf(image.Kind);
        region.CheckInside(kind);
        List<RowStage> steps = [];
        foreach (Filter filter in Filters)
        {
            ImageKind input = steps.Count == 0 ? image.Kind : steps[^1].Output;
            if (filter.WholeFor(input) is not null) return Run(image).CropTo(region);
            steps.AddRange(((RowFilter)filter).StepsFor(input));
        }
        if (steps.Exists(step => step.Border.Kind == BorderKind.Wrap)) return Run(image).CropTo(region);
        // What each step needs of its input, from the last one back, as far as there is any.
        Region needed = region;
        for (int i = steps.Count - 1; i >= 0; i--)
        {
            RowWindow window = steps[i].Window;
            bool valid = steps[i].Border.Kind == BorderKind.Valid;
            int top = Math.Max(0, needed.Top - (valid ? 0 : window.Above)), left = Math.Max(0, needed.Left - (valid ? 0 : window.Left));
            long bottom = Math.Min(steps[i].Input.Height, needed.Bottom + window.Below + (valid ? window.Above : 0));
            long right = Math.Min(steps[i].Input.Width, needed.Right + window.Right + (valid ? window.Left : 0));
            needed = new Region(top, left, (int)(bottom - top), (int)(right - left));
        }
        return Run(image, needed).CropTo(region with { Top = region.Top - needed.Top, Left = region.Left - needed.Left });
    }

    /// <summary>As it is written on the command line.</summary>
    public override string ToString() => string.Join(" | ", Filters.Select(filter => FilterRegistry.EntryOf(filter).Write(filter)));

    /// <summary>The result, in <paramref name="target"/> where it is given and something is to be done; the image itself where nothing is.</summary>
    private Image Run(Image image, Region region, Image? target)
    {
        using PipelineRun run = new(image, region, MostStored);
        for (int i = 0; i < Filters.Count; i++)
            if (Filters[i].WholeFor(run.Kind) is { } whole) run.Then(whole, isLast: i == Filters.Count - 1, target);
            else run.Then((RowFilter)Filters[i]);
        return run.Finish(target);
    }

    private static Region Whole(Image image) => new(0, 0, image.Height, image.Width);
}
