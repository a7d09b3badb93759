using Fovea.Data;
using Fovea.Layers;
using Fovea.Tensors;

namespace Fovea.Training;

/// <summary>What a classifier makes of a data set.</summary>
public sealed class Evaluation
{
    /// <summary>
    /// Images in one pass at most, a multiple of every common vector width; and values in one pass, so that large pictures need little memory too (13 images of
    /// 224 x 224 x 3).
    /// </summary>
    const int MostImages = 256, MostValues = 1 << 21;

    /// <summary>How many classes the second figure looks at; it is one only where there are more.</summary>
    const int Five = 5;

    Evaluation(int count, int classes)
    {
        Count = count;
        Confusion = new int[classes, classes];
        Labels = new int[count];
        Predictions = new int[count];
        Ranks = new int[count];
        Confidences = new float[count];
        Losses = new float[count];
    }

    /// <summary>How many images were looked at.</summary>
    public int Count { get; }

    /// <summary>The mean softmax cross-entropy. Summed anew at every call.</summary>
    public double Loss => Losses.Average(loss => (double)loss);

    /// <summary>
    /// The share of images whose most probable class is the right one, 0 to 1; the first of several that are equally probable counts. Counted anew at
    /// every call.
    /// </summary>
    public double Accuracy => (double)Enumerable.Range(0, Count).Count(i => Labels[i] == Predictions[i]) / Count;

    /// <summary>
    /// The share of images whose right class is among the five most probable, 0 to 1; null where there are no more than five classes. Counted anew at every
    /// call.
    /// </summary>
    public double? Top5 => Confusion.GetLength(0) > Five ? Top(Five) : null;

    /// <summary>Row = right class, column = predicted class: how many images.</summary>
    public int[,] Confusion { get; }

    /// <summary>The right class of every image, in the order of the data set.</summary>
    public int[] Labels { get; }

    /// <summary>The predicted class of every image.</summary>
    public int[] Predictions { get; }

    /// <summary>
    /// How many classes the model finds more probable than the right one: 0 where it is right. Of equally probable classes the first counts as more probable.
    /// </summary>
    public int[] Ranks { get; }

    /// <summary>The probability that the model gives to the predicted class, 0 to 1.</summary>
    public float[] Confidences { get; }

    /// <summary>The cross-entropy of every image.</summary>
    public float[] Losses { get; }

    /// <summary>The share of images whose right class is among the most probable <paramref name="count"/>, 0 to 1; <c>Top(1)</c> is <see cref="Accuracy"/>.</summary>
    public double Top(int count) => (double)Ranks.Count(rank => rank < count) / Count;

    /// <summary>The images that were taken for something else, the most confident mistakes first.</summary>
    public IEnumerable<int> Mistakes() =>
        Enumerable.Range(0, Count).Where(i => Labels[i] != Predictions[i]).OrderByDescending(i => Confidences[i]).ThenBy(i => i);

    /// <summary>
    /// Runs a model, outside of training, over all images of a data set: none is left out, none changed but by the set's own mean and deviation. The
    /// model and every module below it are left in training or out of it, as they were.
    /// </summary>
    /// <param name="model">Makes scores (N, classes) of images (N, H, W, C).</param>
    /// <param name="data">The images, at least one.</param>
    /// <param name="crops">
    /// Views of each image, 1 or 10: the corners and the centre of the picture and their mirror images, whose probabilities are averaged (Krizhevsky et al.
    /// 2012, section 4.1). Samples that are kept in their size are moved by an eighth of it towards the corners, over a border of zeros.
    /// </param>
    /// <param name="cancellation">Ends the evaluation with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="FoveaException">
    /// The set is empty, a sample is damaged, the model's scores are not one for each class, or the number of crops is another; or pictures are resized to the
    /// size of a sample, so that there is no room for crops.
    /// </exception>
    /// <exception cref="ShapeException">The model does not take such images.</exception>
    public static Evaluation Of(Module model, DataSet data, int crops = 1, CancellationToken cancellation = default)
    {
        if (crops is not (1 or TenCropDataSet.Views)) throw new FoveaException($"the number of crops must be 1 or {TenCropDataSet.Views}, not {crops}");
        if (crops > 1 && data.Preparation is { } preparation && preparation.Resize == preparation.Size)
            throw new FoveaException($"data set {data.Name}: pictures are resized to {preparation.Resize}, the size of a sample: there is no room for {crops} crops",
                "resize them to more (resize)");
        return new Evaluator(model, data, crops).Run(cancellation);
    }

    /// <summary>Throws unless the scores of a batch are one for each class of the data.</summary>
    internal static void CheckScores(Module model, Shape scores, Shape images, DataSet data)
    {
        if (scores.Rank != 2 || scores[0] != images[0])
            throw new ShapeException($"{model}", "a classifier gives one vector of scores for each image",
                [("images", images, "(N, H, W, C)"), ("scores", scores, "expected (N, classes)")]);
        if (scores[1] != data.Classes.Count)
            throw new FoveaException($"{model} tells {scores[1]} classes apart, the data set {data.Name} has {data.Classes.Count}",
                "use a model that was made for this number of classes");
    }

    /// <summary>A compiled evaluation of one data set, for one that is repeated.</summary>
    internal sealed class Evaluator
    {
        readonly Module model;
        readonly DataSet data;
        readonly int crops;
        readonly DataLoader loader;
        readonly Function function;
        readonly Dictionary<int, (Tensor[] In, Tensor[] Out)> buffers = [];
        readonly float[] column;

        public Evaluator(Module model, DataSet data, int crops = 1)
        {
            (this.model, this.data, this.crops) = (model, data, crops);
            int batch = Math.Clamp(MostValues / crops / data.SampleLength, 1, MostImages);
            loader = new DataLoader(crops == 1 ? data : new TenCropDataSet(data), batch);
            column = new float[Math.Min(batch, data.Count)];
            function = new Function(Judge);
        }

        public Evaluation Run(CancellationToken cancellation)
        {
            Evaluation result = new(data.Count, data.Classes.Count);
            using IDisposable mode = model.Evaluating();
            foreach (Batch batch in loader.Epoch(0, 0, cancellation))
            {
                if (!buffers.TryGetValue(batch.Count, out var buffer))
                {
                    Tensor vector() => Tensor.Allocate([batch.Count]);
                    buffers[batch.Count] = buffer = ([Tensor.Allocate([batch.Count * crops, data.Height, data.Width, data.Channels]), vector()],
                        [vector(), vector(), vector(), vector()]);
                }
                buffer.In[0].Write(batch.Images.AsSpan(0, batch.Count * crops * data.SampleLength));
                buffer.In[1].Write(batch.Labels.AsSpan(0, batch.Count));
                function.Run(buffer.In, buffer.Out);

                Take(batch, buffer.Out[0], (at, value) => result.Predictions[at] = (int)value);
                Take(batch, buffer.Out[1], (at, value) => result.Confidences[at] = value);
                Take(batch, buffer.Out[2], (at, value) => result.Losses[at] = value);
                Take(batch, buffer.Out[3], (at, value) => result.Ranks[at] = (int)value);
                for (int i = 0; i < batch.Count; i++)
                {
                    int at = batch.Indices[i];
                    result.Labels[at] = (int)batch.Labels[i];
                    result.Confusion[result.Labels[at], result.Predictions[at]]++;
                }
            }
            return result;
        }

        /// <summary>Of images (N x crops, H, W, C) and labels (N): prediction, its probability, loss and rank of the right class, each (N).</summary>
        Tensor[] Judge(Tensor[] x)
        {
            Tensor scores = model.Forward(x[0]);
            CheckScores(model, scores.Shape, x[0].Shape, data);
            int images = x[1].Shape[0], classes = scores.Shape[1];
            Tensor logarithms = scores.LogSoftmax(-1);
            if (crops > 1) scores = logarithms = logarithms.Reshape([images, crops, classes]).LogSumExp([1]) - Math.Log(crops);

            Tensor right = Tensor.Where(x[1].OneHot(classes), scores, 0).Sum([-1], keepDims: true);
            Tensor isLater = Tensor.Arange(classes) >= x[1].Reshape([images, 1]);
            // Counted are the classes that are not more probable, so that a score that is no number is never right.
            Tensor rank = classes - ((scores < right) + scores.EqualTo(right) * isLater).Sum([-1]);
            return [scores.ArgMax(-1), logarithms.Max([-1]).Exp(), Fovea.Losses.Loss.OfEach(logarithms, x[1]), rank];
        }

        void Take(Batch batch, Tensor from, Action<int, float> keep)
        {
            Span<float> values = column.AsSpan(0, batch.Count);
            from.CopyTo(values);
            for (int i = 0; i < batch.Count; i++) keep(batch.Indices[i], values[i]);
        }
    }
}
