namespace Fovea.Imaging;

/// <summary>
/// What some filters make of an image minus what others make of it. It takes one image of memory besides the input: the second is subtracted row by row as it is made.
/// </summary>
public abstract record DifferenceFilter : WholeFilter
{
    /// <summary>The filters of what is subtracted from; none for the image itself.</summary>
    private protected abstract IReadOnlyList<Filter> Minuend { get; }

    /// <summary>The filters of what is subtracted.</summary>
    private protected abstract IReadOnlyList<Filter> Subtrahend { get; }

    private protected override ImageKind Check(ImageKind input)
    {
        Region? common = Common(Part.Of(Minuend, input), Part.Of(Subtrahend, input));
        return CheckSize(common is { } region ? input with { Height = region.Height, Width = region.Width } : input with { Height = 0 });
    }

    internal override Image Run(Image image)
    {
        (Part minuend, Part subtrahend) = (Part.Of(Minuend, image.Kind), Part.Of(Subtrahend, image.Kind));
        Region common = Common(minuend, subtrahend)!.Value;
        (Region from, List<RowStage> steps) = minuend.For(common, image.Kind);
        Image difference = steps.Count == 0 ? image.CropTo(from) : Pipeline.Run(image, from, steps);
        (from, steps) = subtrahend.For(common, image.Kind);
        steps.Add(new SubtractStage(difference.Kind));
        return Pipeline.Run(image, from, steps, difference);
    }

    private static Region? Common(Part a, Part b)
    {
        int top = Math.Max(a.Top, b.Top), left = Math.Max(a.Left, b.Left), height = Math.Min(a.Bottom, b.Bottom) - top, width = Math.Min(a.Right, b.Right) - left;
        return height > 0 && width > 0 ? new Region(top, left, height, width) : null;
    }

    /// <summary>Filters, and which pixels of the image they give: not all of them where the border is 'valid', and not always the middle ones.</summary>
    private readonly record struct Part(IReadOnlyList<Filter> Filters, int Top, int Left, int Bottom, int Right)
    {
        public static Part Of(IReadOnlyList<Filter> filters, ImageKind input)
        {
            IEnumerable<RowWindow> lost = Steps(filters, input).Where(step => step.Border.Kind == BorderKind.Valid).Select(step => step.Window).ToArray();
            return new Part(filters, lost.Sum(window => window.Above), lost.Sum(window => window.Left),
                input.Height - lost.Sum(window => window.Below), input.Width - lost.Sum(window => window.Right));
        }

        /// <summary>What of the image the steps have to see to give a region, and the steps.</summary>
        public (Region From, List<RowStage> Steps) For(Region region, ImageKind input)
        {
            Region from = new(region.Top - Top, region.Left - Left, region.Height + input.Height - (Bottom - Top), region.Width + input.Width - (Right - Left));
            return (from, Steps(Filters, input with { Height = from.Height, Width = from.Width }));
        }

        private static List<RowStage> Steps(IReadOnlyList<Filter> filters, ImageKind input)
        {
            List<RowStage> steps = [];
            foreach (RowFilter filter in filters.Cast<RowFilter>()) steps.AddRange(filter.StepsFor(steps.Count == 0 ? input : steps[^1].Output));
            return steps;
        }
    }
}
