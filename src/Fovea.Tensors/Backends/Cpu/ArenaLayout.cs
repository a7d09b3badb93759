namespace Fovea.Tensors;

/// <summary>
/// Puts blocks that live for some steps into one piece of memory: each at the lowest place where nothing lies that lives at the same time. Given largest first, little is left empty.
/// </summary>
internal sealed class ArenaLayout
{
    // Blocks by place, in pages: a page none of whose blocks lives at the time is passed over, and an insertion moves a page's blocks only.
    const int PageSize = 128;

    readonly List<Page> pages = [new Page()];

    /// <summary>Bytes up to the end of the highest block.</summary>
    public long Bytes { get; private set; }

    /// <summary>The place of a block that lives from one step to another, both included.</summary>
    public long Place(int start, int end, long bytes)
    {
        long place = 0;
        foreach (Page page in pages)
        {
            if (page.Start > end || page.End < start) continue;
            foreach (Block other in page.Blocks)
            {
                if (other.Start > end || other.End < start) continue;
                if (place + bytes <= other.Place) return Add(new Block(start, end, place, bytes));
                place = Math.Max(place, other.Place + other.Bytes);
            }
        }
        return Add(new Block(start, end, place, bytes));
    }

    long Add(Block block)
    {
        Bytes = Math.Max(Bytes, block.Place + block.Bytes);
        int at = pages.FindIndex(page => page.Blocks.Count == 0 || page.Blocks[^1].Place >= block.Place);
        Page page = pages[at < 0 ? pages.Count - 1 : at];
        page.Add(block);
        if (page.Blocks.Count == PageSize) pages.Insert(pages.IndexOf(page) + 1, page.UpperHalf());
        return block.Place;
    }

    sealed record Block(int Start, int End, long Place, long Bytes);

    /// <summary>Some blocks that follow one another, and the first and the last step at which one of them lives.</summary>
    sealed class Page
    {
        public List<Block> Blocks { get; } = new(PageSize);

        public int Start { get; private set; } = int.MaxValue;

        public int End { get; private set; } = -1;

        public void Add(Block block)
        {
            int at = Blocks.FindIndex(other => other.Place > block.Place);
            Blocks.Insert(at < 0 ? Blocks.Count : at, block);
            (Start, End) = (Math.Min(Start, block.Start), Math.Max(End, block.End));
        }

        /// <summary>Moves the blocks of the upper half to a page of their own.</summary>
        public Page UpperHalf()
        {
            Page upper = new();
            foreach (Block block in Blocks[(Blocks.Count / 2)..]) upper.Add(block);
            Blocks.RemoveRange(Blocks.Count / 2, Blocks.Count - Blocks.Count / 2);
            (Start, End) = (Blocks.Min(block => block.Start), Blocks.Max(block => block.End));
            return upper;
        }
    }
}
